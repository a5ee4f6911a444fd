import { type Catalog, derived, findObject } from './catalog.ts';
import { type ConnectionPool, connectionPoolOf } from './connection-pool.ts';
import type { MergedRule } from './destination-rule-index.ts';
import { destinationRuleFor } from './destination-rules.ts';
import type { ClusterEndpoint } from './endpoint.ts';
import { isIpAddress } from './hosts.ts';
import { type LoadBalancer, loadBalancerOf } from './load-balancer.ts';
import { NO_LOCALITY, parseLocality, withTopologyLabels } from './locality.ts';
import { groupByLocality, type LocalityGroup, prioritize } from './locality-priorities.ts';
import { type LocalitySetting, localitySettingOf, type TrafficDistribution } from './locality-setting.ts';
import { meshTrafficOf } from './mesh-traffic.ts';
import { toRef } from './object-ref.ts';
import type { Origin } from './origin.ts';
import { type OutlierDetection, outlierDetectionOf } from './outlier-detection.ts';
import { proxyService } from './proxy-service.ts';
import { definedOf, fieldsOf, numberOf, textOf } from './read.ts';
import { SERVICE_KINDS } from './registry.ts';
import { isHttpPort, type Service, type ServicePort } from './service.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import { SIDECAR_KIND } from './sidecars.ts';
import { trafficPolicyOf } from './traffic-policy.ts';
import { endpointTls, type TlsTarget, type UpstreamTls, upstreamTlsOf } from './upstream-tls.ts';
import { hasRule } from './versions.ts';
import { WORKLOAD_KINDS } from './workload-instances.ts';

/** Whose proxy it is. */
export interface ClusterCaller {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  proxy: 'sidecar' | 'gateway' | 'none';
  /** `region/zone/subzone` of its node. */
  locality?: string;
  node?: string;
}

/** Envoy's cluster `outbound|port|subset|host`. */
export interface ClusterKey {
  host: string;
  port: number;
  /** '' for the whole service. */
  subset: string;
}

/** How a proxy learns the cluster's endpoints; ORIGINAL_DST goes where the client dialled. */
export type Discovery = 'EDS' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST' | 'DYNAMIC_DNS';

/** What a caller's proxy knows about a destination. */
export interface ClusterSettings {
  discovery: Discovery;
  /** The DestinationRules that were merged for the host; absent when none applies. */
  rule?: MergedRule;
  connectionPool: ConnectionPool;
  outlierDetection?: OutlierDetection;
  loadBalancer: LoadBalancer;
  /** The proxy speaks HTTP/2 to it, whatever its own caller speaks. */
  http2: boolean;
  tls: UpstreamTls;
  /** Absent when places are not regarded. */
  locality?: LocalitySetting;
  /** Places get requests by weight, not only endpoints. */
  localityWeighted: boolean;
  /** Percent of healthy endpoints below which all are used; absent = Envoy's 50. */
  panicThreshold?: number;
}

interface Resolved {
  settings: ClusterSettings;
  target: TlsTarget;
  groups?: readonly LocalityGroup[];
}

const tables = derived(
  [
    ...SERVICE_KINDS,
    ...WORKLOAD_KINDS,
    '/Namespace',
    'discovery.k8s.io/EndpointSlice',
    'networking.istio.io/DestinationRule',
    SIDECAR_KIND,
    'security.istio.io/PeerAuthentication',
  ],
  () => new Map<string, Resolved>(),
);

/** The settings of a cluster; undefined if the caller's proxy has no such cluster (host, port or subset unknown). */
export function clusterSettings(catalog: Catalog, caller: ClusterCaller, cluster: ClusterKey): ClusterSettings | undefined {
  return resolve(catalog, caller, cluster)?.settings;
}

/** Its endpoints as this caller's proxy ranks them; empty where it has none to choose from. */
export function clusterEndpoints(catalog: Catalog, caller: ClusterCaller, cluster: ClusterKey): readonly LocalityGroup[] {
  const resolved = resolve(catalog, caller, cluster);
  if (resolved === undefined) return [];
  resolved.groups ??= rankedEndpoints(catalog, caller, resolved);
  return resolved.groups;
}

function resolve(catalog: Catalog, caller: ClusterCaller, cluster: ClusterKey): Resolved | undefined {
  const table = tables(catalog);
  const key = `${callerKey(caller)}|${cluster.port}|${cluster.subset}|${cluster.host}`;
  const known = table.get(key);
  if (known !== undefined) return known;
  const built = build(catalog, caller, cluster);
  // Clusters that do not exist are not kept: any number of them may be asked for.
  if (built !== undefined) table.set(key, built);
  return built;
}

const labelKeys = new WeakMap<object, string>();

function callerKey({ namespace, labels, proxy, locality = '', node = '' }: ClusterCaller): string {
  let key = labelKeys.get(labels);
  if (key === undefined) {
    key = JSON.stringify(labels);
    labelKeys.set(labels, key);
  }
  return `${namespace}|${proxy}|${locality}|${node}|${key}`;
}

function build(catalog: Catalog, caller: ClusterCaller, { host, port, subset }: ClusterKey): Resolved | undefined {
  const found = proxyService(catalog, caller, host);
  const service = found?.hostname === host ? found : undefined;
  const servicePort = service?.ports.find(({ number }) => number === port);
  if (service === undefined || servicePort === undefined || servicePort.protocol === 'udp') return undefined;
  const rule = destinationRuleFor(catalog, caller, service.namespace, host);
  if (subset !== '' && !rule?.subsets.some(({ name }) => name === subset)) return undefined;
  const mesh = meshTrafficOf(catalog.options);
  const { options } = catalog;
  const meshPolicy = hasRule(options, 'default-traffic-policy') ? mesh.defaultTrafficPolicy : undefined;
  const policy = trafficPolicyOf(rule, port, subset, meshPolicy);
  const retryBudget = hasRule(options, 'retry-budget') ? policy.retryBudget : undefined;
  const defaults = { connectTimeoutMs: mesh.connectTimeoutMs, http2Upgrade: mesh.http2Upgrade };
  const connectionPool = connectionPoolOf(policy.connectionPool, retryBudget, defaults, isExplicitHttp(servicePort));
  const outlierDetection = outlierDetectionOf(policy.outlierDetection);
  const locality = localitySettingOf(policy.loadBalancer, trafficDistributionOf(catalog, service), mesh);
  const loadBalancer = loadBalancerOf(policy.loadBalancer);
  const discovery = discoveryOf(service, loadBalancer, caller);
  const target = {
    service,
    port,
    subset,
    rule,
    block: policy.tls,
    isSidecar: caller.proxy === 'sidecar',
    passthrough: discovery === 'ORIGINAL_DST',
    http2: (servicePort.http2 === true || connectionPool.http2Upgrade) && !connectionPool.useClientProtocol,
  };
  const settings: ClusterSettings = {
    discovery,
    connectionPool,
    loadBalancer: discovery === 'ORIGINAL_DST' ? { ...loadBalancer, policy: 'PASSTHROUGH' } : loadBalancer,
    http2: target.http2,
    tls: upstreamTlsOf(catalog, target),
    localityWeighted: isLocalityWeighted(locality, outlierDetection !== undefined),
    ...definedOf({ rule, outlierDetection, locality, panicThreshold: panicThresholdOf(catalog, service, outlierDetection) }),
  };
  return { settings, target };
}

function isExplicitHttp(port: ServicePort): boolean {
  return isHttpPort(port) && port.protocol !== 'auto';
}

/** istio pilot core/cluster.go convertResolution. A load balancer PASSTHROUGH makes any cluster one without endpoints. */
function discoveryOf(service: Service, { policy }: LoadBalancer, caller: ClusterCaller): Discovery {
  if (service.resolution === 'DYNAMIC_DNS') return 'DYNAMIC_DNS';
  if (policy === 'PASSTHROUGH') return 'ORIGINAL_DST';
  if (service.resolution === 'DNS') return 'STRICT_DNS';
  if (service.resolution === 'DNS_ROUND_ROBIN') return 'LOGICAL_DNS';
  const isPassthrough = service.headless || service.resolution === 'NONE';
  // Gateways do not dial what clients dialled.
  return isPassthrough && caller.proxy !== 'gateway' ? 'ORIGINAL_DST' : 'EDS';
}

function isLocalityWeighted(setting: LocalitySetting | undefined, hasOutlierDetection: boolean): boolean {
  if (setting === undefined || setting.zoneAware) return false;
  const failsOver = setting.force || hasOutlierDetection;
  return setting.distribute.length > 0 || (failsOver && (setting.failover.length > 0 || setting.failoverPriority.length > 0));
}

/** Unready endpoints that are sent to proxies too are marked; then panic must not make use of them. */
function sendsUnready(catalog: Catalog, service: Service): boolean {
  return hasRule(catalog.options, 'unready-endpoints') || trafficDistributionOf(catalog, service) !== undefined;
}

function panicThresholdOf(catalog: Catalog, service: Service, outliers: OutlierDetection | undefined): number | undefined {
  if (outliers !== undefined) return trafficDistributionOf(catalog, service) === undefined ? outliers.minHealthPercent : 0;
  return sendsUnready(catalog, service) ? 0 : undefined;
}

/** The service's wish for near endpoints: its field, its annotation or its namespace's (istio pilot model/service.go GetTrafficDistribution). */
function trafficDistributionOf(catalog: Catalog, service: Service): { value: TrafficDistribution; from: Origin } | undefined {
  if (!hasRule(catalog.options, 'traffic-distribution')) return undefined;
  const { object, namespace } = service;
  const ref = toRef(object);
  const own = service.service === undefined ? undefined : textOf(fieldsOf(object.spec).trafficDistribution);
  const field = DISTRIBUTIONS[own?.toLowerCase() ?? ''];
  if (field !== undefined) return { value: field, from: { ref, path: 'spec.trafficDistribution' } };
  const path = 'metadata.annotations.networking.istio.io/traffic-distribution';
  const annotation = object.metadata.annotations?.[DISTRIBUTION_ANNOTATION];
  if (annotation) {
    const value = DISTRIBUTIONS[annotation.toLowerCase()];
    return value === undefined ? undefined : { value, from: { ref, path } };
  }
  const owner = hasRule(catalog.options, 'namespace-distribution') ? findObject(catalog, '/Namespace', '', namespace) : undefined;
  const inherited = DISTRIBUTIONS[owner?.metadata.annotations?.[DISTRIBUTION_ANNOTATION]?.toLowerCase() ?? ''];
  return owner === undefined || inherited === undefined ? undefined : { value: inherited, from: { ref: toRef(owner), path } };
}

const DISTRIBUTION_ANNOTATION = 'networking.istio.io/traffic-distribution';

const DISTRIBUTIONS: Readonly<Record<string, TrafficDistribution>> = {
  preferclose: 'PreferSameZone',
  prefersamezone: 'PreferSameZone',
  prefersamenode: 'PreferSameNode',
};

function rankedEndpoints(catalog: Catalog, caller: ClusterCaller, { settings, target }: Resolved): readonly LocalityGroup[] {
  const { service, port, subset, rule } = target;
  if (settings.discovery === 'ORIGINAL_DST' || settings.discovery === 'DYNAMIC_DNS') return [];
  const labels = rule?.subsets.find(({ name }) => name === subset)?.labels ?? {};
  const isDns = settings.discovery !== 'EDS';
  // Endpoints fail over by what the rule says; what MeshConfig adds counts only for clusters that carry their endpoints with them.
  const policy = trafficPolicyOf(rule, port, subset);
  const outliers = isDns ? settings.outlierDetection : policy.outlierDetection;
  const minHealth = numberOf(policy.outlierDetection?.fields.minHealthPercent) ?? 0;
  const keepUnready = trafficDistributionOf(catalog, service) !== undefined || (sendsUnready(catalog, service) && minHealth <= 0);
  const isLocal = service.service !== undefined && fieldsOf(service.object.spec).internalTrafficPolicy === 'Local';
  const endpoints = serviceEndpoints(catalog, service, port).filter(
    (endpoint) =>
      Object.entries(labels).every(([name, value]) => endpoint.labels[name] === value) &&
      endpoint.address !== '' &&
      (isDns || isIpAddress(endpoint.address)) &&
      (endpoint.healthy || keepUnready) &&
      (!isLocal || caller.node === undefined || endpoint.node === caller.node),
  );
  const seen: ClusterEndpoint[] = endpoints.map((endpoint) => ({ ...endpoint, ...endpointTls(catalog, settings.tls, target, endpoint) }));
  const locality = caller.locality === undefined ? NO_LOCALITY : parseLocality(caller.locality);
  const viewer = { locality, labels: withTopologyLabels(caller.labels, locality, caller.node) };
  return prioritize(groupByLocality(seen), settings.locality, viewer, outliers !== undefined);
}
