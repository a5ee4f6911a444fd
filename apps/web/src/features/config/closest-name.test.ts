import { expect, test } from 'vitest';
import { closestName } from './closest-name.ts';

const fields = ['timeout', 'retries', 'route', 'match', 'mirror', 'mirrorPercentage', 'exportTo', 'name'];

test.each([
  ['timeuot', 'timeout'],
  ['timeout ', 'timeout'],
  ['exportto', 'exportTo'],
  ['mirror_percentage', 'mirrorPercentage'],
  ['retry', undefined],
  ['routes', 'route'],
  ['nmae', 'name'],
  ['weight', undefined],
  ['x', undefined],
  ['', undefined],
])('takes %j for %s', (written, meant) => {
  expect(closestName(written, fields)).toBe(meant);
});
