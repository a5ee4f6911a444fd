import { expect, test } from 'vitest';
import { type CanaryForm, newFrontRule } from './canary.ts';
import type { Condition } from './conditions.ts';
import { describe as text } from './describe.ts';
import { en } from './messages/en.ts';
import { zh } from './messages/zh.ts';
import { validateCanary } from './validate.ts';
import { balance, newRow, toPercents } from './weights.ts';

const base: CanaryForm = { ruleIndex: 0, routeName: '', weights: [newRow('v1', 90), newRow('v2', 10)], rules: [] };

function codes(form: CanaryForm): string[] {
  return validateCanary(form).map(({ code, path }) => `${path} ${code}`);
}

test.each([
  [[90, 10], []],
  [[90, 20], ['weights weights-sum']],
  [[50, 49], ['weights weights-sum']],
  [
    [110, -10],
    ['weights[0].weightPercent weight-range', 'weights[1].weightPercent weight-range'],
  ],
  [
    [90.5, 9.5],
    ['weights[0].weightPercent weight-not-whole', 'weights[1].weightPercent weight-not-whole'],
  ],
  [[null, 100], ['weights[0].weightPercent weight-not-whole']],
])('weights %j', (weights, expected) => {
  expect(codes({ ...base, weights: weights.map((weight, index) => newRow(`v${index + 1}`, weight as number)) })).toEqual(expected);
});

const at = 'rules[0].blocks[0].conditions[0]';
test.each<[Condition, string[]]>([
  [{ kind: 'header', name: 'end-user', op: 'exact', value: 'jason' }, []],
  [{ kind: 'header', name: ':authority', op: 'exact', value: 'a' }, []],
  [{ kind: 'header', name: '', op: 'exact', value: 'x' }, [`${at}.name condition-name-required`]],
  [{ kind: 'header', name: 'end user', op: 'exact', value: 'x' }, [`${at}.name header-name`]],
  [{ kind: 'header', name: 'end-user', op: 'exact', value: '' }, [`${at}.value value-required`]],
  [{ kind: 'header', name: 'end-user', op: 'present', value: '' }, []],
  [{ kind: 'header', name: 'end-user', op: 'regex', value: '(a' }, [`${at}.value regex`]],
  [{ kind: 'header', name: 'end-user', op: 'regex', value: '(?=a)b' }, [`${at}.value regex`]],
  [{ kind: 'header', name: 'end-user', op: 'regex', value: 'a'.repeat(1025) }, [`${at}.value regex-long`]],
  [{ kind: 'uri', name: '', op: 'prefix', value: 'reviews' }, [`${at}.value path-start`]],
  [{ kind: 'cookie', name: 'be;ta', op: 'exact', value: '1' }, [`${at}.name cookie-name`]],
])('condition $0.kind $0.name $0.op', (condition, expected) => {
  const rule = { ...newFrontRule('tester', 'v2'), blocks: [{ origin: null, conditions: [condition], kept: [] }] };
  expect(codes({ ...base, rules: [rule] })).toEqual(expected);
});

test('names of new rules: needed, DNS labels, not taken twice', () => {
  const block = { origin: null, conditions: [{ kind: 'uri', name: '', op: 'exact', value: '/' } as const], kept: [] };
  const rules = ['', 'Big', 'same', 'same'].map((name) => ({ ...newFrontRule(name, 'v2'), blocks: [block] }));
  expect(codes({ ...base, rules })).toEqual([
    'rules[0].name name-required',
    'rules[1].name name-characters',
    'rules[2].name name-taken',
    'rules[3].name name-taken',
  ]);
});

test('two values of one header belong in two blocks', () => {
  const conditions = ['a', 'b'].map((value) => ({ kind: 'header', name: 'X-User', op: 'exact', value }) as const);
  const rule = { ...newFrontRule('tester', 'v2'), blocks: [{ origin: null, conditions, kept: [] }] };
  expect(codes({ ...base, rules: [rule] })).toEqual(['rules[0].blocks[0].conditions[1].name condition-twice']);
});

test.each([
  [[90, 10, 0], 1, 30, [70, 30, 0]],
  [[100, 0, 0], 0, 40, [40, 60, 0]],
  [[50, 25, 25], 0, 100, [100, 0, 0]],
  [[34, 33, 33], 0, 0, [0, 50, 50]],
  [[100], 0, 50, [50]],
])('dragging in %j row %i to %i', (weights, index, wanted, expected) => {
  const rows = weights.map((weight, at) => newRow(`v${at}`, weight));
  expect(balance(rows, index, wanted).map((row) => row.weightPercent)).toEqual(expected);
});

test.each([
  [
    [2, 1],
    [67, 33],
  ],
  [
    [1, 1, 1],
    [34, 33, 33],
  ],
  [
    [0, 0],
    [0, 0],
  ],
])('weights %j in percent', (weights, expected) => expect(toPercents(weights)).toEqual(expected));

test('every text exists in both languages and says its values', () => {
  const values = { route: 'r', name: 'n', match: 'm', to: 't', from: 'f' };
  for (const code of Object.keys(en) as (keyof typeof en)[]) {
    expect(en[code](values).length).toBeGreaterThan(0);
    expect(zh[code](values)).not.toMatch(/您|请(?!求)/);
  }
  expect(text({ code: 'weights-sum', path: '', values: { sum: 110, difference: 10 } }, 'en')).toBe('Adds up to 110 %: take 10 away.');
});
