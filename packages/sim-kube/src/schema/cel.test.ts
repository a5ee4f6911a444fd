import { expect, test } from 'vitest';
import { validateRules } from './cel.ts';
import type { Schema, ValidationRule } from './schema.ts';

const withRule = (type: string, rule: ValidationRule, more: Partial<Schema> = {}): Schema => ({
  type: 'object',
  properties: { value: { type, ...more, 'x-kubernetes-validations': [rule] } },
});

test.each<[type: string, rule: string, value: unknown, ok: boolean]>([
  ['string', "duration(self) >= duration('1ms')", '5s', true],
  ['string', "duration(self) >= duration('1ms')", '1us', false],
  ['integer', '0 < self && self <= 65535', 70000, false],
  ['object', "self.all(key, !key.contains('*'))", { a: 'x' }, true],
  ['object', '(has(self.a) ? 1 : 0) + (has(self.b) ? 1 : 0) <= 1', { a: 1, b: 2 }, false],
  ['string', "url(self).getScheme() in ['http', 'https']", 'https://x/y', true],
  ['string', "url(self).getScheme() in ['http', 'https']", 'ftp://x', false],
  ['string', 'isURL(self)', 'no scheme', false],
  ['string', "self.find('[0-9]+') == '12'", 'ab12c', true],
  ['array', 'self.isSorted() && self.sum() == 6', [1, 2, 3], true],
  ['object', "self.?a.orValue('') == ''", {}, true],
  ['string', 'self.matches(r"""^(?i)[a-z]+$""")', 'ABC', true],
  ['string', 'self.matches("^[a-z]+$")', 'a1', false],
  ['array', 'self.all(h, !isIP(h))', ['a.b', '::1'], false],
  ['array', 'has(self[0].a) && !has(self[1].a)', [{ a: 1 }, {}], true],
  ['object', '!has(self.list[0].path.type)', { list: [{ path: { type: 'Exact' } }] }, false],
])('%s: %s on %j: %s', (type, rule, value, ok) => {
  expect(validateRules({ value }, withRule(type, { rule, message: 'no' }), '').length === 0).toBe(ok);
});

test('a rule that fails to run says so at its place', () => {
  const schema = withRule('string', { rule: "duration(self) > duration('0s')", message: 'must be a duration' });
  expect(validateRules({ value: 'soon' }, schema, '')).toEqual([
    {
      reason: 'FieldValueInvalid',
      field: 'value',
      message: `Invalid value: "string": type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: must be a duration`,
    },
  ]);
});

test('transition rules run on updates only, and unchanged values are left alone', () => {
  const frozen = withRule('string', { rule: 'self == oldSelf', message: 'immutable' });
  expect(validateRules({ value: 'a' }, frozen, '')).toEqual([]);
  expect(validateRules({ value: 'b' }, frozen, '', { value: 'a' })).toMatchObject([
    { field: 'value', message: 'Invalid value: "b": immutable' },
  ]);
  const never = withRule('string', { rule: 'false', message: 'never' });
  expect(validateRules({ value: 'a' }, never, '', { value: 'a' })).toEqual([]);
});
