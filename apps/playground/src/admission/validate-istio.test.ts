import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { istioDenial } from './validate-istio.ts';

const PREFIX = 'admission webhook "validation.istio.io" denied the request: configuration is invalid: ';

function denial(rule: string): string | undefined {
  return istioDenial({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'default' },
    spec: { hosts: ['reviews'], http: [parse(rule)] },
  });
}

const ROUTE = 'route: [{destination: {host: reviews}}]';

describe('the validating webhook', () => {
  test.each([
    ['no action', '{name: x}', 'HTTP route, redirect or direct_response is required'],
    [
      'weights that add up to nothing',
      '{route: [{destination: {host: a}}, {destination: {host: b}, weight: 0}]}',
      'total destination weight = 0',
    ],
    [
      'a regex that is not RE2',
      `{match: [{uri: {regex: "/api/(v1"}}], ${ROUTE}}`,
      '"uri": error parsing regexp: missing closing ): `/api/(v1`; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)',
    ],
    [
      'look-ahead in a header',
      `{match: [{headers: {x: {regex: "(?!a)"}}}], ${ROUTE}}`,
      '"headers": error parsing regexp: invalid or unsupported Perl syntax: `(?!`; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)',
    ],
    ['a zero time-out', `{timeout: 0s, ${ROUTE}}`, 'duration must be greater than 1ms'],
    ['an abort status out of range', `{fault: {abort: {httpStatus: 601}}, ${ROUTE}}`, 'HTTP status 601 is not in range 200-599'],
    ['a fault without an effect', `{fault: {}, ${ROUTE}}`, 'HTTP fault injection must have an abort and/or a delay'],
    [
      'two mistakes',
      `{timeout: 0s, fault: {abort: {httpStatus: 99}}, ${ROUTE}}`,
      '2 errors occurred:\n\t* duration must be greater than 1ms\n\t* HTTP status 99 is not in range 200-599\n\n',
    ],
  ])('refuses %s', (_name, rule, message) => {
    expect(denial(rule)).toBe(PREFIX + message);
  });

  test.each([
    ['one destination with weight 0', '{route: [{destination: {host: a}, weight: 0}]}'],
    ['a redirect alone', '{redirect: {uri: /x}}'],
    ['status 600', `{fault: {abort: {httpStatus: 600}}, ${ROUTE}}`],
    ['a compound duration', `{timeout: 1h30m, ${ROUTE}}`],
    ['a root rule that delegates', '{delegate: {name: x}}'],
  ])('lets %s pass', (_name, rule) => {
    expect(denial(rule)).toBeUndefined();
  });

  test('looks at nothing but VirtualServices', () => {
    expect(istioDenial({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } })).toBeUndefined();
  });
});
