import { describe, expect, test } from 'vitest';
import { parseFieldSelector, parseLabelSelector } from './selectors.ts';

describe('label selectors', () => {
  test.each<[selector: string, labels: Record<string, string>, matches: boolean]>([
    ['', {}, true],
    ['app=a', { app: 'a' }, true],
    ['app==a', { app: 'b' }, false],
    ['app!=a', {}, true],
    ['app in (a, b)', { app: 'b' }, true],
    ['app notin (a,b)', { app: 'b' }, false],
    ['app notin (a,b)', {}, true],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['n>1', { n: '2' }, true],
    ['n<1', { n: 'x' }, false],
    ['a=1,b=2', { a: '1', b: '3' }, false],
    ['app=', { app: '' }, true],
  ])('%s on %j: %s', (selector, labels, matches) => {
    expect(parseLabelSelector(selector)(labels)).toBe(matches);
  });

  test.each([
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ])('%s is refused with the words of the API server', (selector, message) => {
    expect(() => parseLabelSelector(selector)).toThrow(message);
  });
});

test('field selectors are equalities joined by commas', () => {
  expect(parseFieldSelector('metadata.name=a,status.phase!=Running,x==a\\,b')).toEqual([
    { field: 'metadata.name', equals: true, value: 'a' },
    { field: 'status.phase', equals: false, value: 'Running' },
    { field: 'x', equals: true, value: 'a,b' },
  ]);
});
