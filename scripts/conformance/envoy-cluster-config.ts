import {
  type ClusterSettings,
  clusterSettings,
  type Fields,
  fieldsOf,
  type HashKey,
  isFields,
  type LoadBalancer,
  listOf,
  numberOf,
  parseDuration,
  textOf,
  UNLIMITED,
} from '../../packages/istio/src/index.ts';
import type { Decision, Mesh } from '../../packages/routing/src/index.ts';
import type { EnvoyCase, Expectation } from './envoy-case.ts';
import { parseClusterName } from './envoy-clusters.ts';
import type { Verdict } from './family.ts';

/** The settings of clusters as Istio generated them; every cluster is a case of its own. */
export function clusterConfigVerdicts({ catalog }: Mesh, entry: EnvoyCase): Verdict[] {
  const { namespace, labels, type } = entry.proxy;
  const caller = { namespace, labels, proxy: type } as const;
  return Object.entries(fieldsOf(entry.clusterConfig)).map(([name, config]): Verdict => {
    const id = `${entry.id} ${name}`;
    const settings = clusterSettings(catalog, caller, parseClusterName(name));
    const reason = settings === undefined ? 'expected a cluster, got none' : configDifference(fieldsOf(config), settings);
    return reason === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason };
  });
}

/** What the route hashes by; without a record it hashes by nothing. */
export function hashDifference({ hashPolicy }: Expectation, { action }: Decision): string | undefined {
  if (action.type !== 'forward') return undefined;
  const got = action.destinations.flatMap(({ hash }) => (hash === undefined ? [] : [hashWords(hash)]));
  return differs('hashPolicy', hashPolicy ?? [], got);
}

function hashWords(hash: HashKey): object {
  if ('header' in hash) return { header: { headerName: hash.header } };
  if ('queryParameter' in hash) return { queryParameter: { name: hash.queryParameter } };
  if ('sourceIp' in hash) return { connectionProperties: { sourceIp: hash.sourceIp } };
  const { name, ttlMs, path } = hash.cookie;
  return { cookie: { name, ...(ttlMs === undefined ? {} : { ttl: `${ttlMs / 1000}s` }), ...(path === '' ? {} : { path }) } };
}

function configDifference(config: Fields, settings: ClusterSettings): string | undefined {
  const { connectionPool, loadBalancer, outlierDetection, panicThreshold } = settings;
  return (
    differs('connectTimeout', durationMs(config.connectTimeout), connectionPool.connectTimeoutMs) ??
    differs('lbPolicy', config.lbPolicy ?? 'ROUND_ROBIN', LB_WORDS[loadBalancer.policy]) ??
    (isFields(config.ringHashLbConfig)
      ? differs('minimumRingSize', numberOf(config.ringHashLbConfig.minimumRingSize), loadBalancer.minimumRingSize)
      : undefined) ??
    (isFields(config.circuitBreakers) ? breakerDifference(config.circuitBreakers, settings) : undefined) ??
    protocolDifference(fieldsOf(config.typedExtensionProtocolOptions), settings) ??
    (config.circuitBreakers === undefined
      ? undefined
      : differs('outlierDetection', outlierWords(config.outlierDetection), outlierDetection && withoutOrigin(outlierDetection))) ??
    (isFields(config.commonLbConfig)
      ? differs('panicThreshold', thresholdOf(config.commonLbConfig.healthyPanicThreshold), panicThreshold)
      : undefined)
  );
}

const LB_WORDS: Readonly<Record<LoadBalancer['policy'], string>> = {
  LEAST_REQUEST: 'LEAST_REQUEST',
  ROUND_ROBIN: 'ROUND_ROBIN',
  RANDOM: 'RANDOM',
  PASSTHROUGH: 'CLUSTER_PROVIDED',
  RING_HASH: 'RING_HASH',
  MAGLEV: 'MAGLEV',
};

function breakerDifference(breakers: Fields, { connectionPool }: ClusterSettings): string | undefined {
  const { maxConnections, maxPendingRequests, maxRequests, maxRetries, retryBudget } = connectionPool;
  const wanted = fieldsOf(listOf(breakers.thresholds)[0]);
  const budget = isFields(wanted.retryBudget) ? wanted.retryBudget : undefined;
  const limits = (fields: Fields) =>
    ['maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRetries'].map((name) => numberOf(fields[name]) ?? UNLIMITED);
  return (
    differs('circuitBreakers', limits(wanted), limits({ maxConnections, maxPendingRequests, maxRequests, maxRetries })) ??
    differs(
      'retryBudget',
      budget && [numberOf(fieldsOf(budget.budgetPercent).value), budget.minRetryConcurrency],
      retryBudget && [retryBudget.percent, retryBudget.minRetryConcurrency],
    )
  );
}

function protocolDifference(options: Fields, { connectionPool }: ClusterSettings): string | undefined {
  const common = fieldsOf(fieldsOf(options['envoy.extensions.upstreams.http.v3.HttpProtocolOptions']).commonHttpProtocolOptions);
  const { idleTimeoutMs, maxRequestsPerConnection, maxConnectionDurationMs } = connectionPool;
  return differs(
    'commonHttpProtocolOptions',
    [durationMs(common.idleTimeout), numberOf(common.maxRequestsPerConnection), durationMs(common.maxConnectionDuration)],
    [idleTimeoutMs, maxRequestsPerConnection, maxConnectionDurationMs],
  );
}

/** With Envoy's defaults for what the configuration leaves out; a counter that is not enforced is off. */
function outlierWords(outliers: unknown): object | undefined {
  if (!isFields(outliers)) return undefined;
  const counter = (name: string, enforced: number, value: number) =>
    (numberOf(outliers[`enforcing${name[0]?.toUpperCase()}${name.slice(1)}`]) ?? enforced) > 0 ? (numberOf(outliers[name]) ?? value) : 0;
  const split = outliers.splitExternalLocalOriginErrors === true;
  return {
    consecutive5xx: counter('consecutive5xx', 100, 5),
    consecutiveGatewayErrors: counter('consecutiveGatewayFailure', 0, 5),
    consecutiveLocalOriginFailures: split ? counter('consecutiveLocalOriginFailure', 100, 5) : 0,
    splitExternalLocalOriginErrors: split,
    intervalMs: durationMs(outliers.interval) ?? 10_000,
    baseEjectionTimeMs: durationMs(outliers.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: numberOf(outliers.maxEjectionPercent) ?? 10,
  };
}

function withoutOrigin({ from, minHealthPercent, httpErrorCodes, ...compared }: NonNullable<ClusterSettings['outlierDetection']>): object {
  return compared;
}

/** Envoy's JSON leaves out a value of 0. */
function thresholdOf(threshold: unknown): number | undefined {
  return isFields(threshold) ? (numberOf(threshold.value) ?? 0) : undefined;
}

function durationMs(value: unknown): number | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : parseDuration(text);
}

function differs(what: string, wanted: unknown, got: unknown): string | undefined {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  return a === b ? undefined : `${what}: expected ${a}, got ${b}`;
}
