import { expect, test } from 'vitest';
import { asGoYaml } from './go-yaml.ts';

const long = 'word '.repeat(20).trim();

test.each([
  ['a short line', 'a: b', 'a: b'],
  ['a key and a value of one dot', "- '.': '.'", '- .: .'],
  ['a long value', `key: ${long}`, `key: ${'word '.repeat(16).trim()}\n  ${'word '.repeat(4).trim()}`],
  ['a long value of an item', `  - key: ${long}`, `  - key: ${'word '.repeat(15).trim()}\n      ${'word '.repeat(5).trim()}`],
  ['a long item', `- ${long}`, `- ${'word '.repeat(16).trim()}\n  ${'word '.repeat(4).trim()}`],
  ['a literal block', `key: |-\n  ${long}\n  x: '.'\nnext: '.'`, `key: |-\n  ${long}\n  x: '.'\nnext: .`],
  ['a long word', `key: ${'x'.repeat(100)}`, `key: ${'x'.repeat(100)}`],
])('%s', (_, text, expected) => {
  expect(asGoYaml(text)).toBe(expected);
});
