import { expect, test } from 'vitest';
import { describeProblem, describeVerdict, describeWhatIf } from './describe.ts';
import type { Verdict } from './journey.ts';
import { readRequest } from './read-request.ts';

const rule = { rule: 'canary', number: 3, kind: 'VirtualService', name: 'reviews' };

test.each<{ verdict: Verdict; en: [string, string]; zh: [string, string] }>([
  {
    verdict: {
      kind: 'delivered',
      code: 'SEVERAL-DESTINATIONS',
      values: { to: 'reviews v1', probability: 0.9, second: 'reviews v2', secondProbability: 0.1, count: 2 },
      because: { code: 'RULE-AFTER-OTHERS', values: { ...rule, lost: 2 } },
    },
    en: [
      'Answered by reviews v1 in 9 of 10 cases, else by v2',
      'Rule canary of VirtualService reviews takes it; the 2 rules before it do not match.',
    ],
    zh: ['10 次中有 9 次由 reviews v1 应答，其余由 v2 应答', '由 VirtualService reviews 的规则 canary 处理，前面 2 条规则都不匹配。'],
  },
  {
    verdict: {
      kind: 'delivered',
      code: 'SEVERAL-DESTINATIONS',
      values: { to: 'a', probability: 0.875, second: 'b', secondProbability: 0.1, count: 3 },
      because: { code: 'RULE', values: { ...rule, rule: '' } },
    },
    en: [
      'Answered by a in 87.5 % of cases, by b in 1 of 10 cases, and by 1 more',
      'Rule 3 of VirtualService reviews, which has no name, takes it.',
    ],
    zh: ['87.5 % 的情况下由 a 应答，10 次中有 1 次由 b 应答，另有 1 个去向', '由 VirtualService reviews 的第 3 条规则（未命名）处理。'],
  },
  {
    verdict: {
      kind: 'denied',
      code: 'DENIED',
      values: { to: 'reviews', status: 403, flags: '', probability: 1 },
      because: { code: 'POLICY', values: { kind: 'AuthorizationPolicy', name: 'viewer' } },
    },
    en: ['Denied by reviews: 403', 'AuthorizationPolicy viewer decides.'],
    zh: ['被 reviews 拒绝：403', '由 AuthorizationPolicy viewer 决定。'],
  },
])('says a verdict: $verdict.code', ({ verdict, en, zh }) => {
  expect(Object.values(describeVerdict(verdict, 'en'))).toEqual(en);
  expect(Object.values(describeVerdict(verdict, 'zh'))).toEqual(zh);
});

test('says what is different', () => {
  const whatIf = { code: 'HEADER-IS', values: { name: 'end-user', value: 'jason' } } as const;
  expect(describeWhatIf(whatIf, 'en')).toBe('end-user is jason');
  expect(describeWhatIf(whatIf, 'zh')).toBe('end-user 为 jason');
});

test.each([
  ["curl \\\n 'http://a", 'Line 2, column 2: This quote is never closed.', '第 2 行第 2 列：这个引号没有闭合。'],
  ['lorem ipsum', 'Column 1: lorem is no HTTP method.', '第 1 列：lorem 不是 HTTP 方法。'],
])('says what is wrong with %s', (text, en, zh) => {
  const result = readRequest(text);
  if (result.ok) throw new Error('it was read');
  expect(describeProblem(result.problem, 'en')).toBe(en);
  expect(describeProblem(result.problem, 'zh')).toBe(zh);
});
