import type { KubeObject } from '@pidalio/istio';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { handWritten, reviewsInput } from './hand-written.fixture.ts';
import { type MirrorForm, readMirror, stopMirror, writeMirror } from './mirror.ts';
import { httpRules } from './steering-input.ts';
import { validateMirror } from './validate.ts';

function formOf(input: Parameters<typeof readMirror>[0]): MirrorForm {
  const { form } = readMirror(input);
  if (!form) throw new Error('cannot show');
  return form;
}

function withRule(rule: object) {
  const object: KubeObject = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'reviews', namespace: 'default' },
    spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }], ...rule }] },
  };
  return reviewsInput([object]);
}

test.each([
  ['mirror alone means all', { mirror: { host: 'reviews', subset: 'v3' } }, 100, { kind: 'version', subset: 'v3' }],
  [
    'mirrorPercentage without a value means 0',
    { mirror: { host: 'reviews', subset: 'v3' }, mirrorPercentage: {} },
    0,
    { kind: 'version', subset: 'v3' },
  ],
  [
    'the deprecated mirrorPercent',
    { mirror: { host: 'ratings' }, mirrorPercent: 20 },
    20,
    { kind: 'service', namespace: 'default', name: 'ratings' },
  ],
  [
    'the list form',
    { mirrors: [{ destination: { host: 'audit.logs.svc.cluster.local' }, percentage: { value: 2.5 } }] },
    2.5,
    { kind: 'service', namespace: 'logs', name: 'audit' },
  ],
] as const)('reads %s and gives it back unchanged', (_, rule, percent, to) => {
  const input = withRule(rule);
  const form = formOf(input);
  expect([form.percent, form.to, form.active]).toEqual([percent, to, true]);
  expect(writeMirror(form, input)).toEqual([]);
});

test('creates the subset and the mirror; stopping takes only the mirror away', () => {
  const input = withRule({ timeout: '3s' });
  const changes = writeMirror({ ...formOf(input), to: { kind: 'version', subset: 'v3' }, percent: 50 }, input);
  expect(changes.map(({ object }) => object.kind)).toEqual(['DestinationRule', 'VirtualService']);
  const after = changes[1]?.object;
  expect(httpRules(after)[0]).toEqual({
    ...httpRules(input.objects[0])[0],
    mirror: { host: 'reviews', subset: 'v3' },
    mirrorPercentage: { value: 50 },
  });
  expect(after && stopMirror(after, 0)).toEqual(input.objects[0]);
});

test('names a service of another namespace in full', () => {
  const input = withRule({});
  const [change] = writeMirror({ ...formOf(input), to: { kind: 'service', namespace: 'logs', name: 'audit' }, percent: 1 }, input);
  expect(httpRules(change?.object)[0]?.mirror).toEqual({ host: 'audit.logs.svc.cluster.local' });
});

test('leaves live traffic alone when it has to make the rule', () => {
  const input = reviewsInput([], null);
  const changes = writeMirror({ ...formOf(input), to: { kind: 'version', subset: 'v3' }, percent: 100 }, input);
  expect(httpRules(changes[1]?.object)).toEqual([
    {
      name: 'mirror',
      route: [{ destination: { host: 'reviews' } }],
      mirror: { host: 'reviews', subset: 'v3' },
      mirrorPercentage: { value: 100 },
    },
  ]);
});

test.each(handWritten)('an untouched mirror is not written: $name', ({ yaml }) => {
  const input = reviewsInput([parse(yaml) as KubeObject]);
  const form = formOf(input);
  if (form.active) expect(writeMirror(form, input)).toEqual([]);
});

test.each([
  [100, []],
  [0, []],
  [0.0001, []],
  [0.00001, ['percent-range']],
  [101, ['percent-range']],
  [null, ['percent-range']],
])('a percentage of %s', (percent, codes) => {
  const input = withRule({});
  expect(validateMirror({ ...formOf(input), percent }, input).map(({ code }) => code)).toEqual(codes);
});

const toVersion = (subset: string) => [{ destination: { host: 'reviews', subset } }];
const split = [
  { destination: { host: 'reviews', subset: 'v1' }, weight: 50 },
  { destination: { host: 'reviews', subset: 'v3' }, weight: 50 },
];
test.each([
  ['the newest version', toVersion('v1'), 'v3'],
  ['the newest that does not get everything', toVersion('v3'), 'v2'],
  ['one of a split', split, 'v3'],
])('opens on %s, and copies nothing until told how much', (_, route, subset) => {
  const input = withRule({ route });
  const form = formOf(input);
  expect(form).toMatchObject({ to: { kind: 'version', subset }, percent: 0 });
  expect(validateMirror(form, input)).toEqual([]);
  expect(writeMirror(form, input)).toEqual([]);
});

test('says that a rule would be mirrored to itself', () => {
  const input = withRule({ route: toVersion('v3') });
  const form: MirrorForm = { ...formOf(input), to: { kind: 'version', subset: 'v3' }, percent: 10 };
  expect(validateMirror(form, input)).toEqual([{ code: 'target-itself', path: 'to', values: { to: 'v3' } }]);
  const splitInput = withRule({ route: split });
  expect(validateMirror({ ...form }, splitInput)).toEqual([]);
});
