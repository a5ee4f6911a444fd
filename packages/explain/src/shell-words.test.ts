import { describe, expect, test } from 'vitest';
import { shellWords } from './shell-words.ts';

// Expected values are what bash 5.2 hands to a command.
const cases: [string, string, string[]][] = [
  ['blanks between words', 'curl  -s\thttp://x', ['curl', '-s', 'http://x']],
  ['single quotes', `-H 'a: "b" $c \\d'`, ['-H', 'a: "b" $c \\d']],
  ['double quotes', `"a \\"b\\" \\\\ \\n"`, ['a "b" \\ \\n']],
  ['quotes inside a word', `a'b c'"d"e`, ['ab cde']],
  ['an empty word', `-d ''`, ['-d', '']],
  ['a backslash', 'a\\ b \\$x', ['a b', '$x']],
  ['continued lines', 'curl \\\n  -s \\\r\n x', ['curl', '-s', 'x']],
  ['a continued line in double quotes', '"a\\\nb"', ['ab']],
  ["$'…'", `$'it\\'s\\n\\x41\\u00e9\\101\\q'`, ["it's\nAéA\\q"]],
  ['a pipe ends it', 'curl x | jq .', ['curl', 'x']],
  ['a quoted pipe does not', `curl 'a|b'`, ['curl', 'a|b']],
  ['a second command is not read', 'curl x && rm y', ['curl', 'x']],
  ['a second line is not read', 'curl x\ncurl y', ['curl', 'x']],
  ['redirections are no words', 'curl x 2>/dev/null >> log y', ['curl', 'x', 'y']],
  ['comments', '# first\ncurl x # last', ['curl', 'x']],
  ['a hash inside a word', 'http://x/#a', ['http://x/#a']],
  ['question marks and braces mean themselves', 'http://x/?a={b}', ['http://x/?a={b}']],
];

test.each(cases)('%s', (_, line, expected) => {
  expect(shellWords(line).words.map(({ text }) => text)).toEqual(expected);
});

describe('what only the shell knows', () => {
  test.each(['$HOST', '\x24{HOST:-x}', '$(minikube ip)', '`minikube ip`'])('finds %s', (name) => {
    expect(shellWords(`curl "http://${name}:80/"`).words[1]).toMatchObject({
      text: `http://${name}:80/`,
      expansion: { name, offset: 13 },
    });
  });

  test('a dollar in single quotes is a dollar', () => {
    expect(shellWords(`'$HOST'`).words[0]?.expansion).toBeUndefined();
  });
});

test.each([
  [`curl 'abc`, 5],
  [`curl "abc`, 5],
  [`curl $'abc\\'`, 5],
])('says where a quote is left open: %s', (line, offset) => {
  expect(shellWords(line).openQuote).toBe(offset);
});
