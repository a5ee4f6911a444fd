import { expect, test } from 'vitest';
import type { Stop } from './decision.ts';
import { describe } from './describe.ts';
import { STOP_CODES, type StopCode } from './stop-codes.ts';

const codes = Object.keys(STOP_CODES).filter((code): code is StopCode => code in STOP_CODES);

const header = 'spec.http[0].match[0].headers.end-user';
const cases: { stop: Stop; en: string; zh: string }[] = [
  {
    stop: { code: 'RT-HEADER-MISMATCH', path: header, values: { expected: 'exact jason', actual: null } },
    en: 'Wants header end-user = jason; the request has none.',
    zh: '要求请求头 end-user = jason；请求里没有。',
  },
  {
    stop: { code: 'RT-URI-MISMATCH', path: 'spec.http[0].match[0].uri', values: { expected: 'prefix /api', actual: '/login' } },
    en: 'Wants a path starting with /api; the request has /login.',
    zh: '要求路径以 /api 开头；请求里是 /login。',
  },
  {
    stop: { code: 'DS-CHOSEN', values: { host: 'reviews.default.svc.cluster.local', subset: 'v2', port: 9080, probability: 1 / 3 } },
    en: '33.3 % go to reviews v2, port 9080.',
    zh: '33.3 % 发往 reviews v2，端口 9080。',
  },
  {
    stop: { code: 'RT-MAY-MATCH', path: header, values: { field: 'headers', routeName: 'jason' } },
    en: 'May match: it depends on the header end-user, which is not known.',
    zh: '可能匹配：取决于请求头 end-user，而它未知。',
  },
  {
    stop: { code: 'FI-DELAY', values: { percent: 10, delayMs: 2500 } },
    en: '10 % of the requests wait 2.5 s first.',
    zh: '10 % 的请求先等待 2.5 s。',
  },
];

test.each(cases)('says $stop.code in both languages', ({ stop, en, zh }) => {
  expect(describe(stop, 'en')).toBe(en);
  expect(describe(stop, 'zh')).toBe(zh);
});

/** `values: host, port (…)` at the end of a code's description. */
function declaredValues(code: StopCode): string[] {
  const list = /values: (.*)$/.exec(STOP_CODES[code])?.[1]?.replace(/ \([^)]*\)/g, '') ?? '';
  return list === '' ? [] : list.split(', ');
}

test.each(codes)('knows what %s is called with, and ends its sentences', (code) => {
  const values = Object.fromEntries(declaredValues(code).map((name) => [name, 7]));
  const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
  for (const locale of ['en', 'zh'] as const) {
    const text = describe({ code, ref, path: header, values }, locale);
    expect(text).toMatch(/[.。]$/);
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
  }
});
