import { describe, expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';

const good = 'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n';

describe('parseObject', () => {
  test.each([
    ['an object', good, true],
    ['two documents', `${good}---\n${good}`, false],
    ['no name', 'apiVersion: v1\nkind: A\nmetadata: {}\n', false],
    ['a syntax error', 'apiVersion: [', false],
    ['a list', '- a\n', false],
    ['nothing', '', false],
  ])('%s', (_, text, isObject) => {
    expect(parseObject(text).object !== null).toBe(isObject);
  });

  test('counts comments, but not a # inside quotes', () => {
    expect(parseObject(`# one\n${good}  labels: {a: "x #y"} # two\n`).comments).toBe(2);
  });
});
