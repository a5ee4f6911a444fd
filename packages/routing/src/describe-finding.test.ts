import { expect, test } from 'vitest';
import { describeFinding } from './describe-finding.ts';
import { FINDING_CODES, type FindingCode } from './finding-codes.ts';
import type { MeshFinding } from './finding-sink.ts';

const codes = Object.keys(FINDING_CODES).filter((code): code is FindingCode => code in FINDING_CODES);
const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };

test('names the values in both languages', () => {
  const finding: MeshFinding = { code: 'MF-REGEX', ref, path: 'spec.http[0].match[0].uri.regex', values: { pattern: '(' } };
  expect(describeFinding(finding, 'en')).toBe('“(” is no RE2 regular expression; it matches nothing.');
  expect(describeFinding(finding, 'zh')).toBe('“(”不是 RE2 正则表达式；它什么都不匹配。');
});

test.each(codes)('says every value of %s', (code) => {
  const list = /values: (.*)$/.exec(FINDING_CODES[code])?.[1]?.replace(/ \([^)]*\)/g, '') ?? '';
  const values = Object.fromEntries(
    list
      .split(', ')
      .filter((name) => name !== '')
      .map((name) => [name, `<${name}>`]),
  );
  for (const locale of ['en', 'zh'] as const) {
    const said = describeFinding({ code, ref, path: 'spec', values }, locale);
    for (const value of Object.values(values)) expect(said).toContain(value);
  }
});
