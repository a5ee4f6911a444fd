import type { KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type FaultForm, isFaultCopy, readFault, stopFault, writeFault } from './fault.ts';
import { handWritten, reviewsInput } from './hand-written.fixture.ts';
import { httpRules } from './steering-input.ts';
import { validateFault } from './validate.ts';

const bookinfo = parse(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: bookinfo, namespace: default}
spec:
  hosts: ['*']
  gateways: [bookinfo-gateway]
  http:
    - match: [{uri: {exact: /productpage}}, {uri: {prefix: /static}}]
      route: [{destination: {host: reviews, port: {number: 9080}}}]
`) as KubeObject;

function bookinfoInput(object = bookinfo) {
  return reviewsInput([object], { kind: 'VirtualService', namespace: 'default', name: 'bookinfo' }, 'default/bookinfo-gateway');
}

function formOf(input: Parameters<typeof readFault>[0], ruleIndex?: number): FaultForm {
  const { form } = readFault(input, ruleIndex);
  if (!form) throw new Error('cannot show');
  return form;
}

/** As the form is once the delay is switched on. */
function delayed(form: FaultForm): FaultForm {
  return { ...form, delay: { ...form.delay, on: true } };
}

function onPath(form: FaultForm, value: string): FaultForm {
  return {
    ...delayed(form),
    scope: 'some',
    blocks: [{ origin: null, kept: [], conditions: [{ kind: 'uri', name: '', op: 'exact', value }] }],
  };
}

test('delays one path by a copy of the rule in front; stopping gives back the object as it was', () => {
  const input = bookinfoInput();
  const [change] = writeFault(onPath(formOf(input), '/productpage'), input);
  const [copy, base] = httpRules(change?.object);
  expect(copy).toEqual({
    name: 'fault',
    match: [{ uri: { exact: '/productpage' } }],
    fault: { delay: { percentage: { value: 100 }, fixedDelay: '2s' } },
    route: [{ destination: { host: 'reviews', port: { number: 9080 } } }],
  });
  expect(base).toEqual(httpRules(bookinfo)[0]);
  expect(change && stopFault(change.object, 0)).toEqual(bookinfo);
});

test('delays the whole rule; stopping gives back the object as it was', () => {
  const input = bookinfoInput();
  const [change] = writeFault(delayed(formOf(input)), input);
  expect(httpRules(change?.object)[0]?.fault).toEqual({ delay: { percentage: { value: 100 }, fixedDelay: '2s' } });
  expect(change && stopFault(change.object, 0)).toEqual(bookinfo);
});

test('opens its own copy again, changes the values in place, and can widen it to the whole rule', () => {
  const input = bookinfoInput();
  const [first] = writeFault(onPath(formOf(input), '/productpage'), input);
  if (!first) throw new Error('nothing was written');
  const again = bookinfoInput(first.object);
  const form = formOf(again, 0);
  expect(form).toMatchObject({ active: true, scope: 'some', name: 'fault', delay: { on: true, percent: 100, duration: '2s' } });
  expect(writeFault(form, again)).toEqual([]);
  const [changed] = writeFault({ ...form, abort: { on: true, percent: 5, status: '503', protocol: 'http' } }, again);
  expect(httpRules(changed?.object)[0]?.fault).toEqual({
    delay: { percentage: { value: 100 }, fixedDelay: '2s' },
    abort: { percentage: { value: 5 }, httpStatus: 503 },
  });
  const [whole] = writeFault({ ...form, scope: 'all' }, again);
  expect(httpRules(whole?.object)).toHaveLength(1);
});

test('makes a rule of its own inside the mesh when none exists', () => {
  const input = reviewsInput([], null);
  const [change] = writeFault(onPath(formOf(input), '/reviews/0'), input);
  expect(change?.action).toBe('create');
  expect(httpRules(change?.object).map((rule) => [rule.name, rule.fault !== undefined])).toEqual([
    ['fault', true],
    ['rest', false],
  ]);
});

test('asks for nothing and writes nothing as it opens on a rule without a fault', () => {
  const input = bookinfoInput();
  const form = formOf(input);
  expect(validateFault(form, input)).toEqual([]);
  expect(writeFault(form, input)).toEqual([]);
  expect(validateFault({ ...form, active: true }, input).map(({ code }) => code)).toEqual(['fault-none']);
});

test('opens on the rule that carries a fault already, wherever it stands', () => {
  const route = [{ destination: { host: 'reviews' } }];
  const jason = { match: [{ headers: { 'end-user': { exact: 'jason' } } }], fault: { delay: { fixedDelay: '7s' } }, route };
  const object: KubeObject = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'default' },
    spec: { hosts: ['reviews'], http: [jason, { route }] },
  };
  expect(formOf(reviewsInput([object]))).toMatchObject({ ruleIndex: 0, active: true, delay: { duration: '7s' } });
  expect(formOf(reviewsInput([object]), 1)).toMatchObject({ ruleIndex: 1, active: false });
});

test('refuses a limit the rule never sees', () => {
  const input = bookinfoInput();
  expect(validateFault(onPath(formOf(input), '/reviews'), input).map(({ code }) => code)).toEqual(['limit-outside-rule']);
});

describe('stopping', () => {
  const rule = (fields: object) => ({ route: [{ destination: { host: 'reviews', subset: 'v1' } }], ...fields });
  const fault = { delay: { percentage: { value: 100 }, fixedDelay: '2s' } };
  const jason = [{ headers: { 'end-user': { exact: 'jason' } } }];
  test.each([
    [
      'keeps a rule that a person named',
      [rule({ name: 'jason', match: jason, fault }), rule({})],
      [rule({ name: 'jason', match: jason }), rule({})],
    ],
    [
      'takes only the fault out of an unnamed rule, even if the next does the same',
      [rule({ match: jason, fault }), rule({})],
      [rule({ match: jason }), rule({})],
    ],
    ['removes the copy that carries the fault', [rule({ name: 'main-fault', match: jason, fault }), rule({})], [rule({})]],
    [
      'keeps a rule that the next one would not cover',
      [rule({ name: 'fault', match: jason, fault }), rule({ match: [{ uri: { prefix: '/a' } }] })],
      [rule({ name: 'fault', match: jason }), rule({ match: [{ uri: { prefix: '/a' } }] })],
    ],
  ])('%s', (_, before, after) => {
    const object: KubeObject = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'a' },
      spec: { http: before },
    };
    expect(httpRules(stopFault(object, 0))).toEqual(after);
    expect(isFaultCopy(object, 0)).toBe(after.length < before.length);
  });
});

test.each(handWritten)('writes nothing for an untouched fault: $name', ({ yaml }) => {
  const input = reviewsInput([parse(yaml) as KubeObject]);
  const form = formOf(input, 0);
  if (form.active) expect(writeFault(form, input)).toEqual([]);
  const [change] = writeFault({ ...form, active: form.active, delay: { on: true, percent: 1, duration: '7s' } }, input);
  const [rule] = httpRules(change?.object);
  expect({ ...rule, fault: undefined }).toEqual({ ...httpRules(input.objects[0])[0], fault: undefined });
});

test.each([
  ['2s', []],
  ['250ms', []],
  ['1m30s', []],
  ['2', ['duration']],
  ['two', ['duration']],
  ['-1s', ['duration']],
  ['0s', ['duration-short']],
  ['1.5ms', ['duration-fraction']],
])('a delay of %s', (duration, codes) => {
  const input = bookinfoInput();
  const form = { ...formOf(input), delay: { on: true, percent: 100, duration } };
  expect(validateFault(form, input).map(({ code }) => code)).toEqual(codes);
});

test.each([
  ['500', 'http', []],
  ['199', 'http', ['http-status']],
  ['600', 'http', ['http-status']],
  ['5xx', 'http', ['http-status']],
  ['UNAVAILABLE', 'grpc', []],
  ['NOPE', 'grpc', ['grpc-status']],
] as const)('an abort with %s (%s)', (status, protocol, codes) => {
  const input = bookinfoInput();
  const form = { ...formOf(input), abort: { on: true, percent: 100, status, protocol } };
  expect(validateFault(form, input).map(({ code }) => code)).toEqual(codes);
});
