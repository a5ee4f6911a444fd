import type { MergedRule } from './destination-rule-index.ts';
import type { Origin } from './origin.ts';
import { definedOf, durationOf, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from './read.ts';
import { type PolicyBlock, policyForPort, subsetPolicy, topPolicy, type WrittenPolicy } from './traffic-policy.ts';

export type LoadBalancerPolicy = 'LEAST_REQUEST' | 'ROUND_ROBIN' | 'RANDOM' | 'PASSTHROUGH' | 'RING_HASH' | 'MAGLEV';

/** How a proxy picks an endpoint. */
export interface LoadBalancer {
  policy: LoadBalancerPolicy;
  /** RING_HASH; absent = Envoy's default of 1024. */
  minimumRingSize?: number;
  /** MAGLEV; absent = Envoy's default of 65537. */
  tableSize?: number;
  /** New endpoints get their full share only after a while. */
  warmup?: { durationMs: number; minimumPercent: number; aggression: number };
  from?: Origin;
}

/** What requests are hashed by, where the route has it. */
export type HashKey = ({ header: string } | { cookie: HashCookie } | { sourceIp: boolean } | { queryParameter: string }) & {
  from?: Origin;
};

export interface HashCookie {
  name: string;
  path: string;
  /** A cookie with a lifetime is made by the proxy when the request has none; 0 for one that ends with the session. */
  ttlMs?: number;
  attributes: readonly { name: string; value: string }[];
}

/** The load balancer of a cluster (istio pilot cluster_traffic_policy.go applyLoadBalancer). */
export function loadBalancerOf(block: PolicyBlock | undefined): LoadBalancer {
  const fields = block?.fields ?? {};
  const from = definedOf({ from: block?.from });
  if (isFields(fields.consistentHash) && fields.simple !== 'PASSTHROUGH') return { ...hashBalancer(fields.consistentHash), ...from };
  const policy = simplePolicy(fields.simple);
  const slowStart = policy === 'LEAST_REQUEST' || policy === 'ROUND_ROBIN' ? warmupOf(fields) : undefined;
  return { policy, ...definedOf({ warmup: slowStart }), ...from };
}

function simplePolicy(simple: unknown): LoadBalancerPolicy {
  return simple === 'ROUND_ROBIN' || simple === 'RANDOM' || simple === 'PASSTHROUGH' ? simple : 'LEAST_REQUEST';
}

function hashBalancer(hash: Fields): LoadBalancer {
  if (isFields(hash.maglev)) return { policy: 'MAGLEV', ...definedOf({ tableSize: numberOf(hash.maglev.tableSize) || undefined }) };
  const size = isFields(hash.ringHash) ? numberOf(hash.ringHash.minimumRingSize) || undefined : numberOf(hash.minimumRingSize) || 1024;
  return { policy: 'RING_HASH', ...definedOf({ minimumRingSize: size }) };
}

function warmupOf(fields: Fields): LoadBalancer['warmup'] {
  const warmup = fieldsOf(fields.warmup);
  const durationMs = durationOf(warmup.duration) ?? durationOf(fields.warmupDurationSecs);
  if (durationMs === undefined) return undefined;
  return { durationMs, minimumPercent: numberOf(warmup.minimumPercent) ?? 10, aggression: numberOf(warmup.aggression) ?? 1 };
}

/**
 * What the route to a destination hashes by. Routes do not look at a cluster's effective policy: the most special level that has a
 * consistentHash wins, so a top-level one counts even where the port's settings replace it (istio pilot route.go HashForHTTPDestination).
 * `destinationPort` is what the rule names; without one no port's settings count.
 */
export function routeHashOf(rule: MergedRule | undefined, subset: string, destinationPort: number | undefined): HashKey | undefined {
  const top = topPolicy(rule);
  const own = subset === '' ? undefined : subsetPolicy(rule, subset);
  return (
    portHash(own, destinationPort) ?? hashIn(own?.fields, own?.from) ?? portHash(top, destinationPort) ?? hashIn(top?.fields, top?.from)
  );
}

function portHash(policy: WrittenPolicy | undefined, port: number | undefined): HashKey | undefined {
  if (policy === undefined || port === undefined) return undefined;
  const { blocks, portLevel } = policyForPort(policy, port);
  const { loadBalancer } = blocks;
  if (!portLevel || loadBalancer?.from === undefined) return undefined;
  return hashKeyOf(loadBalancer.fields, loadBalancer.from);
}

function hashIn(policy: Fields | undefined, from: Origin | undefined): HashKey | undefined {
  if (policy === undefined || from === undefined) return undefined;
  return hashKeyOf(fieldsOf(policy.loadBalancer), { ref: from.ref, path: `${from.path}.loadBalancer` });
}

function hashKeyOf(loadBalancer: Fields, { ref, path }: Origin): HashKey | undefined {
  if (!isFields(loadBalancer.consistentHash)) return undefined;
  const hash = loadBalancer.consistentHash;
  const from = (field: string): Origin => ({ ref, path: `${path}.consistentHash.${field}` });
  const header = textOf(hash.httpHeaderName);
  if (header !== undefined) return { header, from: from('httpHeaderName') };
  if (isFields(hash.httpCookie)) return { cookie: readCookie(hash.httpCookie), from: from('httpCookie') };
  if (typeof hash.useSourceIp === 'boolean') return { sourceIp: hash.useSourceIp, from: from('useSourceIp') };
  const queryParameter = textOf(hash.httpQueryParameterName);
  return queryParameter === undefined ? undefined : { queryParameter, from: from('httpQueryParameterName') };
}

function readCookie(cookie: Fields): HashCookie {
  return {
    name: textOf(cookie.name) ?? '',
    path: textOf(cookie.path) ?? '',
    ...definedOf({ ttlMs: durationOf(cookie.ttl) }),
    attributes: listOf(cookie.attributes).map((entry) => {
      const { name, value } = fieldsOf(entry);
      return { name: textOf(name) ?? '', value: textOf(value) ?? '' };
    }),
  };
}
