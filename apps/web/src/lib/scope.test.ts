import { describe, expect, test } from 'vitest';
import { parseScope, withScope } from './scope.ts';

describe('parseScope', () => {
  test.each([
    ['', null, [], 300],
    ['default,legacy', '900', ['default', 'legacy'], 900],
    [',default,', '5', ['default'], 300],
    ['', 'soon', [], 300],
  ])('ns %j and range %j', (ns, range, namespaces, rangeSeconds) => {
    expect(parseScope(ns, range)).toMatchObject({ namespaces, rangeSeconds });
  });

  test('asks the server for every namespace when none is picked', () => {
    expect(parseScope('', null).query).toEqual({ namespaces: undefined, range: 300 });
  });
});

test('links carry namespaces and range, and nothing of the page they leave', () => {
  const search = new URLSearchParams('ns=default&range=900&sel=node');
  expect(withScope('/services', search)).toBe('/services?ns=default&range=900');
  expect(withScope('/steer/canary?service=reviews', search)).toBe('/steer/canary?ns=default&range=900&service=reviews');
});
