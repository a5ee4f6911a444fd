import { expect, test } from 'vitest';
import { mergeThreeWay } from './three-way.ts';

const was = {
  http: [
    { name: 'a', weight: 90 },
    { name: 'b', weight: 10 },
  ],
  timeout: '1s',
};

test('joins changes that do not touch each other', () => {
  const theirs = { ...was, timeout: '2s' };
  const yours = { ...was, http: [{ name: 'a', weight: 70 }, was.http[1]] };
  expect(mergeThreeWay(was, theirs, yours)).toEqual({ merged: { http: yours.http, timeout: '2s' }, conflicts: [] });
});

test('names each field that both changed, and keeps yours', () => {
  const theirs = { ...was, http: [{ name: 'a', weight: 80 }, was.http[1]] };
  const yours = { ...was, http: [{ name: 'a', weight: 70 }, was.http[1]] };
  expect(mergeThreeWay(was, theirs, yours)).toEqual({
    merged: yours,
    conflicts: [{ path: 'http[0].weight', was: 90, theirs: 80, yours: 70 }],
  });
});

test('takes a list as one value once its length changed', () => {
  const theirs = { ...was, http: [was.http[1]] };
  const yours = { ...was, http: [{ name: 'a', weight: 70 }, was.http[1]] };
  expect(mergeThreeWay(was, theirs, yours).conflicts.map(({ path }) => path)).toEqual(['http']);
});

test('lets a field go that one side removed', () => {
  const { timeout: _, ...yours } = was;
  expect(mergeThreeWay(was, was, yours).merged).toEqual(yours);
  expect(mergeThreeWay(was, yours, was).merged).toEqual(yours);
});
