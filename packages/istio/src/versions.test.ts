import { expect, test } from 'vitest';
import { hasRule, type VersionedRuleName } from './versions.ts';

test.each<[VersionedRuleName, string, boolean]>([
  ['services-by-age', '1.29.4', false],
  ['services-by-age', '1.30.0', true],
  ['services-by-age', '1.32-dev', true],
  ['services-by-age', '2.0', true],
  ['empty-route-not-found', '1.29', false],
  ['empty-route-not-found', '1.30.2', true],
  ['empty-route-not-found', '1.31', false],
])('%s in %s: %s', (name, istioVersion, expected) => {
  expect(hasRule({ istioVersion }, name)).toBe(expected);
});
