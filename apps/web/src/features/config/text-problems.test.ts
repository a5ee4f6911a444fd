import { expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';
import { arrangeProblems, type Problem } from './problems.ts';
import { textProblems } from './text-problems.ts';

const object = (name: string, more = '') => `apiVersion: v1\nkind: A\nmetadata:\n  name: ${name}\n  namespace: default\n${more}`;
const opened = { kind: 'A', namespace: 'default', name: 'a' };
const found = (text: string, target = opened) =>
  textProblems(text, parseObject(text), target, (key) => key).map(({ line, message, path }) => [line, message, path]);

test.each([
  ['the opened object', object('a'), []],
  ['an empty text', ' \n', [[1, 'text.empty', null]]],
  ['two objects', `${object('a')}---\n${object('b')}`, [[7, 'text.several', null]]],
  ['another name', object('b'), [[4, 'text.identity', 'metadata.name']]],
  [
    'another kind and namespace',
    object('a').replace('kind: A', 'kind: B').replace('default', 'other'),
    [
      [2, 'text.identity', 'kind'],
      [5, 'text.identity', 'metadata.namespace'],
    ],
  ],
  ['a text that cannot be read', 'a: [', []],
])('looks at %s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('lets a new object have any name', () => {
  expect(found(object('b'), { ...opened, name: '' })).toEqual([]);
});

const problem = (line: number, message: string, path: string | null = 'spec'): Problem => ({
  source: 'schema',
  severity: 'error',
  line,
  message,
  path,
});

test('lists problems by line, each once', () => {
  const listed = arrangeProblems([problem(9, 'b'), problem(2, 'a'), problem(9, 'b')], [], [problem(4, 's')]);
  expect(listed.map(({ line }) => line)).toEqual([2, 4, 9]);
});

test('leaves out what the schema says of a second object', () => {
  const listed = arrangeProblems([problem(2, 'a'), problem(9, 'missing')], [problem(7, 'several', null)], []);
  expect(listed.map(({ message }) => message)).toEqual(['a', 'several']);
});
