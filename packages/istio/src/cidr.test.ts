import { expect, test } from 'vitest';
import { matchedPrefix, sameRange } from './cidr.ts';

test.each([
  ['10.0.0.0/8', '10.200.3.4', 8],
  ['10.1.2.3', '10.1.2.3', 32],
  ['0.0.0.0/0', '198.51.100.1', 0],
  ['10.0.0.0/8', '11.0.0.0', undefined],
  ['2001:db8::/32', '2001:db8:0:1::9', 32],
  ['::1', '0:0:0:0:0:0:0:1', 128],
  ['2001:db8::/32', '10.0.0.1', undefined],
  ['10.0.0.0/33', '10.0.0.0', undefined],
  ['not an address', '10.0.0.1', undefined],
  ['10.0.0.0/8', 'example.com', undefined],
])('%s and %s share a prefix of %s', (range, address, length) => {
  expect(matchedPrefix(range, address)).toBe(length);
});

test('a range has one spelling', () => {
  expect(sameRange('10.1.2.3/8')).toBe(sameRange('10.0.0.0/8'));
  expect(sameRange('10.0.0.1')).toBe(sameRange('10.0.0.1/32'));
  expect(sameRange('10.0.0.0/8')).not.toBe(sameRange('10.0.0.0/9'));
});
