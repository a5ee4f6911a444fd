import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cluster, Decision, RetryPolicy } from './decision.ts';
import { outcomesOf } from './outcomes.ts';
import { type ClusterState, NEW_CLUSTER } from './proxy-state.ts';
import { type Tries, tries } from './tries.ts';
import type { TrySettings, Upstream, UpstreamAnswer } from './upstream.ts';

const cluster: Cluster = { host: 'a.b.svc.cluster.local', port: 80, subset: '', endpointLabels: {}, exists: true };
const headers = { requestSet: {}, requestAdd: {}, requestRemove: [] };

const CONDITIONS = [
  '5xx',
  'gateway-error',
  'reset',
  'connect-failure',
  'refused-stream',
  'retriable-4xx',
  'unavailable',
  'retriable-status-codes',
];

const retryPolicies: fc.Arbitrary<RetryPolicy> = fc.record(
  {
    attempts: fc.nat({ max: 6 }),
    retryOn: fc.subarray(CONDITIONS),
    retriableStatusCodes: fc.array(fc.constantFrom(404, 429, 503), { maxLength: 2 }),
    perTryTimeoutMs: fc.integer({ min: 1, max: 500 }),
    avoidsPreviousHosts: fc.boolean(),
  },
  { requiredKeys: ['attempts', 'retryOn', 'retriableStatusCodes'] },
);

const answers: fc.Arbitrary<UpstreamAnswer> = fc.oneof(
  fc.record({ type: fc.constant('status'), status: fc.constantFrom(200, 404, 409, 429, 500, 503), afterMs: fc.nat({ max: 1000 }) }),
  fc.record({ type: fc.constantFrom('reset', 'refused-stream', 'connect-failure', 'connect-timeout'), afterMs: fc.nat({ max: 1000 }) }),
);

const settings: fc.Arbitrary<TrySettings> = fc.record({
  http2: fc.boolean(),
  connectionPool: fc.record({
    maxConnections: fc.integer({ min: 1, max: 3 }),
    maxPendingRequests: fc.integer({ min: 1, max: 3 }),
    maxRequests: fc.integer({ min: 1, max: 5 }),
    maxRetries: fc.integer({ min: 1, max: 3 }),
    connectTimeoutMs: fc.constant(1000),
  }),
  outlierDetection: fc.record({
    consecutive5xx: fc.nat({ max: 3 }),
    consecutiveGatewayErrors: fc.nat({ max: 3 }),
    consecutiveLocalOriginFailures: fc.constant(0),
    splitExternalLocalOriginErrors: fc.constant(false),
    intervalMs: fc.constant(1000),
    baseEjectionTimeMs: fc.constant(5000),
    maxEjectionPercent: fc.constantFrom(10, 50, 100),
    minHealthPercent: fc.constantFrom(0, 50),
    httpErrorCodes: fc.constant([]),
  }),
});

interface Scene {
  retries: RetryPolicy;
  timeoutMs: number | undefined;
  settings: TrySettings;
  answers: UpstreamAnswer[];
  endpoints: string[];
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  retries: retryPolicies,
  timeoutMs: fc.option(fc.integer({ min: 1, max: 1500 }), { nil: undefined }),
  settings,
  answers: fc.array(answers, { minLength: 1, maxLength: 8 }),
  endpoints: fc.subarray(['a', 'b', 'c']),
});

function upstreamOf({ answers: all, endpoints }: Scene): Upstream {
  return { endpoints: () => endpoints, answer: (_, tryNumber) => all[(tryNumber - 1) % all.length] ?? { type: 'reset' } };
}

function run({ retries, timeoutMs, ...scene }: Scene, state: ClusterState): Tries {
  const policy = { retries, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  return tries(policy, cluster, upstreamOf({ retries, timeoutMs, ...scene }), { settings: scene.settings, cluster: state });
}

test('the probabilities of all courses add up to 1', () => {
  const shares = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(scenes, shares, shares, (scene, delay, abort) => {
      const decision: Decision = {
        routeName: 'r',
        virtualHost: 'v',
        fault: { delay: { probability: delay, delayMs: 10 }, abort: { probability: abort, status: 500 } },
        stops: [],
        action: {
          type: 'forward',
          destinations: [
            { probability: 0.25, cluster, path: '', headers },
            { probability: 0.75, cluster: { ...cluster, exists: false }, path: '', headers },
          ],
          mirrors: [],
          retries: scene.retries,
          rewrittenPath: '/',
          rewrittenHost: 'a',
        },
      };
      const likely = outcomesOf(decision, upstreamOf(scene));
      expect(likely.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    }),
  );
});

test('no request is tried more often than allowed, takes longer than its time-out, or ends without a status', () => {
  fc.assert(
    fc.property(fc.array(scenes, { minLength: 1, maxLength: 6 }), (sequence) => {
      let state = NEW_CLUSTER;
      for (const scene of sequence) {
        const sent = run(scene, state);
        state = sent.cluster;
        expect(sent.attempts).toBeLessThanOrEqual(scene.retries.attempts + 1);
        expect(sent.tries.length).toBeLessThanOrEqual(sent.attempts);
        expect(sent.endMs).toBeLessThanOrEqual(scene.timeoutMs ?? Number.POSITIVE_INFINITY);
        expect(sent.ending.status).toBeGreaterThan(0);
        expect(sent.ending.details).not.toBe('');
      }
    }),
  );
});

test('the same request under the same state ends the same, and the state it met is left as it was', () => {
  const inWords = ({ hosts, ...rest }: ClusterState) => JSON.stringify([...hosts, rest]);
  fc.assert(
    fc.property(scenes, scenes, (first, second) => {
      const state = run(first, NEW_CLUSTER).cluster;
      const before = inWords(state);
      expect(run(second, state)).toEqual(run(second, state));
      expect(inWords(state)).toBe(before);
    }),
  );
});
