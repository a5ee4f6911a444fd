import { expect, test } from 'vitest';
import { compareSpecificity, expandHost, hostsMatch, isSubsetOf, mostSpecificHost, parseServiceHost } from './hosts.ts';

test.each([
  ['reviews', 'reviews.default.svc.cluster.local'],
  ['reviews.default', 'reviews.default'],
  ['*', '*'],
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8::1', '2001:db8::1'],
])('expands only names without a dot: %s', (host, expected) => {
  expect(expandHost(host, 'default', 'cluster.local')).toBe(expected);
});

test.each([
  ['a.com', 'a.com', true, true],
  ['a.com', 'A.com', false, false],
  ['a.foo.com', '*.foo.com', true, true],
  ['foo.com', '*.foo.com', false, false],
  ['*.foo.com', 'a.foo.com', true, false],
  ['*.a.foo.com', '*.foo.com', true, true],
  ['*.foo.com', '*.a.foo.com', true, false],
  ['xfoo', '*foo', true, true],
  ['anything', '*', true, true],
])('compares %s with %s', (a, b, overlap, within) => {
  expect(hostsMatch(a, b)).toBe(overlap);
  expect(isSubsetOf(a, b)).toBe(within);
});

test('sorts exact before wildcard, long before short', () => {
  expect(['*', '*.com', 'b.com', '*.a.com', 'a.com'].sort(compareSpecificity)).toEqual(['a.com', 'b.com', '*.a.com', '*.com', '*']);
});

test('prefers the exact key, else the longest wildcard that covers the host', () => {
  expect(mostSpecificHost('x.a.com', ['*', '*.com', '*.a.com', 'y.a.com'])).toBe('*.a.com');
  expect(mostSpecificHost('x.a.com', ['*', 'x.a.com'])).toBe('x.a.com');
  expect(mostSpecificHost('x.a.com', ['*.b.com'])).toBeUndefined();
});

test('takes a service host apart', () => {
  expect(parseServiceHost('cart.shop.svc.cluster.local', 'cluster.local')).toEqual({ namespace: 'shop', name: 'cart' });
  expect(parseServiceHost('a.cart.shop.svc.cluster.local', 'cluster.local')).toBeUndefined();
  expect(parseServiceHost('example.com', 'cluster.local')).toBeUndefined();
});
