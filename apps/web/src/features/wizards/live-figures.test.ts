import type { Steering } from '@pidalio/contract';
import type { SteeringInput, WeightRow } from '@pidalio/recipes';
import { expect, test } from 'vitest';
import { factsOf, withSharesOf } from './live-figures.ts';

const v1 = { name: 'reviews-v1', version: 'v1', versionIndex: 0, labels: { version: 'v1' }, pods: 1, requestsPerSecond: 40, shareSeen: 1 };
const steering: Pick<Steering, 'workloads'> = { workloads: [v1] };
const input: SteeringInput = {
  service: { namespace: 'default', name: 'reviews', host: 'reviews.default.svc.cluster.local' },
  versions: [{ version: 'v1', labels: { version: 'v1' } }],
  objects: [],
  vantage: { via: 'mesh', host: 'reviews', governing: null },
};
const row = (origin: number | null, subset: string): WeightRow => ({ origin, host: 'reviews', subset, weightPercent: 50 });

test.each([
  ['alone', [row(0, 'v1')], [1]],
  ['beside a destination that leads to the same pods', [row(0, 'v1'), row(1, '')], [null, null]],
  ['beside a version that the rule does not have yet', [row(0, ''), row(null, 'v1')], [null, 1]],
])('the share seen now of a destination %s', (_, rows, shares) => {
  expect(rows.map((one) => factsOf(one, input, steering, rows).shareNow)).toEqual(shares);
});

test.each([
  ['its own', true, [0.25]],
  ['unknown where it cannot be told from others', false, [null]],
])('the share that a rule gives a version now is %s', (_, attributable, shares) => {
  const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
  const governed = { ...input, vantage: { ...input.vantage, governing: ref } };
  const whole: Steering = {
    ...steering,
    sources: [],
    window: { rangeSeconds: 300, endMs: 0, effectiveRangeSeconds: 300 },
    service: { ...input.service, ports: [] },
    vantages: [],
    objects: [],
    otherServices: [],
    routes: [
      {
        via: 'mesh',
        routeName: 'main',
        ref,
        ruleIndex: 0,
        requestsPerSecond: 8,
        shares: [{ workload: 'reviews-v1', share: 0.25 }],
        attributable,
      },
    ],
  };
  expect(withSharesOf(whole, governed, 0).workloads.map(({ shareSeen }) => shareSeen)).toEqual(shares);
  expect(withSharesOf(whole, governed, null)).toBe(whole);
});
