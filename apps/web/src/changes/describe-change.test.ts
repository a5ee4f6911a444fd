import { expect, test } from 'vitest';
import { describeChange } from './describe-change.ts';

const ref = (kind: string) => ({ kind, namespace: 'default', name: 'reviews' });
const words = (key: string, values: Record<string, string | number> = {}) => `${key}(${Object.values(values).join()})`;
const first = {
  id: 'pidalio-change-1',
  reason: '',
  operations: [
    { action: 'create', ref: ref('DestinationRule') },
    { action: 'update', ref: ref('VirtualService') },
  ],
};
const all = [first];

test.each([
  ['what somebody typed', { reason: 'try v2' }, 'try v2'],
  ['else the objects, by what was done to them', {}, 'record.create(DestinationRule reviews) · record.update(VirtualService reviews)'],
  [
    'what it takes back',
    { id: 'pidalio-change-2', reason: 'Revert of pidalio-change-1' },
    'record.reverts(record.create(DestinationRule reviews) · record.update(VirtualService reviews))',
  ],
  ['that it takes back what is no longer recorded', { reason: 'Revert of pidalio-change-0' }, 'record.revertsOlder()'],
])('says %s', (_, more, expected) => {
  expect(describeChange({ ...first, ...more }, all, words)).toBe(expected);
});
