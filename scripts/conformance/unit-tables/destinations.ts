import { connectionPoolOf } from '../../../packages/istio/src/connection-pool.ts';
import type { ClusterEndpoint } from '../../../packages/istio/src/endpoint.ts';
import { type Fields, fieldsOf, formatLocality, isFields, listOf, numberOf, textOf } from '../../../packages/istio/src/index.ts';
import { localityMatches, parseLocality } from '../../../packages/istio/src/locality.ts';
import { groupByLocality, prioritize } from '../../../packages/istio/src/locality-priorities.ts';
import { localitySettingOf } from '../../../packages/istio/src/locality-setting.ts';
import { policyForPort, type TrafficPolicy, withSubsetPolicy } from '../../../packages/istio/src/traffic-policy.ts';
import { differs, type UnitTable } from './table.ts';

const CORE = 'pilot/pkg/networking';

export const destinationTables: readonly UnitTable[] = [
  { key: `${CORE}/util/util_test.go::TestMergeSubsetTrafficPolicy`, run: mergedPolicy },
  { key: `${CORE}/util/util_test.go::TestLocalityMatch`, run: localityMatch },
  { key: `${CORE}/core/cluster_builder_test.go::TestApplyConnectionPool`, run: connectionPool },
  { key: `${CORE}/core/loadbalancer/loadbalancer_test.go::TestApplyLocalitySetting`, run: distributed },
];

const ORIGIN = { ref: { kind: 'DestinationRule', namespace: 'x', name: 'x' }, path: 'spec' };

function mergedPolicy(row: Fields): string | undefined {
  const port = numberOf(fieldsOf(row.port).port) ?? 0;
  const writtenOf = (value: unknown) => (isFields(value) ? { fields: value, from: ORIGIN } : undefined);
  const original = writtenOf(row.original);
  const base: TrafficPolicy = original === undefined ? {} : policyForPort(original, port).blocks;
  const blocks = Object.entries(withSubsetPolicy(base, writtenOf(row.subset), port)).map(([name, block]) => [name, block.fields]);
  return differs('policy', Object.entries(fieldsOf(row.expected)).sort(), blocks.sort());
}

function localityMatch(row: Fields): string | undefined {
  return differs('match', row.match, localityMatches(localityOf(row.locality), textOf(row.rule) ?? ''));
}

function localityOf(value: unknown): ReturnType<typeof parseLocality> {
  const { region, zone, subZone } = fieldsOf(value);
  return { region: textOf(region) ?? '', zone: textOf(zone) ?? '', subzone: textOf(subZone) ?? '' };
}

function connectionPool(row: Fields): string | undefined {
  const block = (value: unknown) => (isFields(value) ? { fields: value } : undefined);
  const pool = connectionPoolOf(block(row.connectionPool), block(row.retryBudget), { connectTimeoutMs: 10_000, http2Upgrade: false }, true);
  const wanted = fieldsOf(listOf(fieldsOf(row.expectedCircuitBreakers).thresholds)[0]);
  const budget = fieldsOf(wanted.retryBudget);
  const limits = (fields: Fields) => [fields.maxConnections, fields.maxPendingRequests, fields.maxRequests, fields.maxRetries];
  return (
    differs('limits', limits(wanted), limits({ ...pool })) ??
    differs(
      'retryBudget',
      [numberOf(fieldsOf(budget.budgetPercent).value), budget.minRetryConcurrency],
      [pool.retryBudget?.percent, pool.retryBudget?.minRetryConcurrency],
    )
  );
}

/** The places of the test's cluster (loadbalancer_test.go buildFakeCluster); each has one endpoint. */
const PLACES = [
  'region1/zone1/subzone1',
  'region1/zone1/subzone1',
  'region1/zone1/subzone2',
  'region1/zone1/subzone3',
  'region1/zone2/',
  'region2//',
  'region3//',
];

/** Places that get nothing keep their weight of old; Istio's test has none to begin with. Equal places are one group of ours. */
function distributed(row: Fields, setup: Fields): string | undefined {
  const setting = localitySettingOf({ fields: { localityLbSetting: { distribute: row.distribute } } }, undefined, {});
  const viewer = { locality: localityOf(setup.locality), labels: {} };
  const groups = prioritize(groupByLocality(PLACES.map(endpointAt)), setting, viewer, true);
  const got = groups.map(({ locality, weight, endpoints }) => [formatLocality(locality), endpoints.length === 0 ? 0 : weight]);
  const wanted = new Map<string, number>();
  for (const [at, weight] of listOf(row.expected).entries()) {
    const place = formatLocality(parseLocality(PLACES[at] ?? ''));
    wanted.set(place, (wanted.get(place) ?? 0) + Number(weight));
  }
  return differs('weights', [...wanted], got);
}

function endpointAt(place: string, at: number): ClusterEndpoint {
  return {
    ref: { kind: 'Pod', namespace: 'x', name: `p${at}` },
    address: `10.0.0.${at}`,
    port: 80,
    namespace: 'x',
    labels: {},
    locality: parseLocality(place),
    weight: 1,
    healthy: true,
    tlsMode: 'disabled',
    tls: 'DISABLE',
    accepts: { mode: 'PERMISSIVE' },
  };
}
