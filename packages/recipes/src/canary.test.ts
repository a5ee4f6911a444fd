import type { KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type CanaryForm, locateInCanary, newFrontRule, readCanary, writeCanary } from './canary.ts';
import { handWritten, reviewsInput } from './hand-written.fixture.ts';
import { httpRules } from './steering-input.ts';
import { newRow } from './weights.ts';

function formOf(input: Parameters<typeof readCanary>[0], ruleIndex?: number): CanaryForm {
  const { form, cannotShow } = readCanary(input, ruleIndex);
  if (!form) throw new Error(`cannot show: ${JSON.stringify(cannotShow)}`);
  return form;
}

describe('an untouched form', () => {
  test.each(handWritten)('writes nothing: $name', ({ yaml }) => {
    const input = reviewsInput([parse(yaml) as KubeObject]);
    expect(writeCanary(formOf(input), input)).toEqual([]);
  });

  test.each(handWritten)('loses nothing when a rule in front is added and taken away again: $name', ({ yaml }) => {
    const original = parse(yaml) as KubeObject;
    const input = reviewsInput([original]);
    const form = formOf(input);
    const added = { ...form, rules: [...form.rules, { ...newFrontRule('tester', 'v3') }] };
    const after = writeCanary(added, input).find(({ object }) => object.kind === 'VirtualService')?.object;
    if (!after) throw new Error('nothing was written');
    const again = reviewsInput([after]);
    const reread = formOf(again, (form.ruleIndex ?? 0) + 1);
    const removed = { ...reread, rules: reread.rules.filter(({ name }) => name !== 'tester') };
    const [restored] = writeCanary(removed, again).filter(({ object }) => object.kind === 'VirtualService');
    expect(restored?.object).toEqual(original);
  });
});

test('creates the subsets first, then the VirtualService, when none governs', () => {
  const input = reviewsInput([], null);
  const form = formOf(input);
  form.weights = form.weights.map((row) => ({ ...row, weightPercent: row.subset === 'v1' ? 90 : row.subset === 'v2' ? 10 : 0 }));
  expect(writeCanary(form, input)).toEqual([
    {
      action: 'create',
      object: {
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: 'reviews', namespace: 'default' },
        spec: {
          host: 'reviews',
          subsets: [
            { name: 'v1', labels: { version: 'v1' } },
            { name: 'v2', labels: { version: 'v2' } },
          ],
        },
      },
    },
    {
      action: 'create',
      object: {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'reviews', namespace: 'default' },
        spec: {
          hosts: ['reviews'],
          http: [
            {
              name: 'canary',
              route: [
                { destination: { host: 'reviews', subset: 'v1' }, weight: 90 },
                { destination: { host: 'reviews', subset: 'v2' }, weight: 10 },
              ],
            },
          ],
        },
      },
    },
  ]);
});

test('edits the gateway rule that governs, keeps its gateways, its match and the port of its destination', () => {
  const gateway = parse(`
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
  const input = reviewsInput([gateway], { kind: 'VirtualService', namespace: 'default', name: 'bookinfo' }, 'default/bookinfo-gateway');
  const form = formOf(input);
  form.weights = form.weights.map((row) => ({ ...row, weightPercent: row.subset === 'v1' ? 100 : 0 }));
  const changes = writeCanary(form, input);
  expect(changes.map(({ action, object }) => [action, object.kind, object.metadata.name])).toEqual([
    ['create', 'DestinationRule', 'reviews'],
    ['update', 'VirtualService', 'bookinfo'],
  ]);
  expect(changes[1]?.object.spec).toEqual({
    hosts: ['*'],
    gateways: ['bookinfo-gateway'],
    http: [
      {
        match: [{ uri: { exact: '/productpage' } }, { uri: { prefix: '/static' } }],
        route: [{ destination: { host: 'reviews', subset: 'v1', port: { number: 9080 } } }],
      },
    ],
  });
});

test('puts a header rule for one user in front, named, AND within a block and OR between', () => {
  const input = reviewsInput([parse(handWritten[0]?.yaml ?? '') as KubeObject]);
  const form = formOf(input);
  const rule = newFrontRule('jason-to-v3', 'v3');
  rule.blocks = [
    {
      origin: null,
      kept: [],
      conditions: [
        { kind: 'header', name: 'end-user', op: 'exact', value: 'jason' },
        { kind: 'uri', name: '', op: 'prefix', value: '/reviews' },
      ],
    },
    { origin: null, kept: [], conditions: [{ kind: 'cookie', name: 'beta', op: 'exact', value: '1' }] },
  ];
  const changes = writeCanary({ ...form, rules: [rule, ...form.rules] }, input);
  const rules = httpRules(changes.at(-1)?.object);
  expect(rules[0]).toEqual({
    name: 'jason-to-v3',
    match: [
      { uri: { prefix: '/reviews' }, headers: { 'end-user': { exact: 'jason' } } },
      { headers: { cookie: { regex: '^(.*;\\s*)?beta=1(;.*)?$' } } },
    ],
    route: [{ destination: { host: 'reviews', subset: 'v3' } }],
  });
  expect(rules.slice(1)).toEqual(httpRules(input.objects[0]));
});

test('reads subsets that are not called like versions, and offers versions that have none', () => {
  const destinationRule = parse(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews-rules, namespace: default}
spec:
  host: reviews.default.svc.cluster.local
  subsets: [{name: stable, labels: {version: v1}}, {name: next, labels: {version: v2}}]
`) as KubeObject;
  const form = formOf(reviewsInput([destinationRule], null));
  expect(form.weights).toEqual([newRow('stable', 100), newRow('next', 0), newRow('v3', 0)]);
});

test.each([
  ['spec.http[1].route[0].weight', 'weights[0].weightPercent'],
  ['spec.http[1].route[1].weight', 'weights[1].weightPercent'],
  ['spec.http[0].match[0].headers', 'rules[0].blocks[0]'],
  ['spec.http[0].name', 'rules[0].name'],
  ['spec.hosts[0]', null],
])('finds the form field that %s comes from', (field, expected) => {
  const form: CanaryForm = {
    ruleIndex: null,
    routeName: 'canary',
    weights: [newRow('v1', 90), newRow('v2', 10)],
    rules: [newFrontRule('tester', 'v3')],
  };
  expect(locateInCanary(field, form)).toBe(expected);
});

test('says why it cannot show what another kind of object governs', () => {
  const input = reviewsInput([], { kind: 'HTTPRoute', namespace: 'default', name: 'reviews' });
  expect(readCanary(input)).toEqual({
    form: null,
    cannotShow: [{ code: 'kind-not-supported', path: '', values: { kind: 'HTTPRoute', name: 'default/reviews' } }],
  });
});
