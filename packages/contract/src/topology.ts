import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { chart, objectRef, signals, sourced, window } from './numbers.ts';
import { none, scope } from './query.ts';

export const nodeKind = z.enum(['workload', 'service', 'gateway', 'serviceentry', 'passthrough', 'blackhole', 'unknown', 'helm']);
export const badge = z.enum(['split', 'rule', 'mirror', 'fault', 'timer', 'breaker', 'shield', 'no-sidecar']);

export const topologyNode = z.object({
  /** Stable across refreshes: made of kind, namespace and name. */
  id: z.string(),
  kind: nodeKind,
  namespace: z.string(),
  /** Workload, service or host name. */
  name: z.string(),
  /** Canonical service and revision; '' where there is none. */
  app: z.string(),
  version: z.string(),
  /** Index of the version within its app, sorted naturally; decides the colour. -1 where there is none. */
  versionIndex: z.number(),
  /** The app box the node lies in; null when it stands alone in its namespace. */
  box: z.string().nullable(),
  sidecar: z.boolean(),
  /** Nobody calls it. */
  root: z.boolean(),
  /** Gets mirrored traffic only. */
  shadow: z.boolean(),
  signals,
  badges: z.array(badge),
  /** Service that a wizard opened from this node steers. */
  service: z.object({ namespace: z.string(), name: z.string() }).nullable(),
  /** On a helm: the rule that decides. */
  rule: objectRef.nullable(),
});
export type TopologyNode = z.infer<typeof topologyNode>;

export const topologyEdge = z.object({
  id: z.string(),
  source: z.string(),
  /** A node, or an app box where a caller that no rule binds reaches all versions. */
  target: z.string(),
  protocol: z.enum(['http', 'grpc', 'tcp']),
  signals,
  /** 0..1 of requests with mutual TLS, from reporter="destination"; null when nobody reported. */
  mtlsRatio: z.number().nullable(),
  /** `call`: caller to callee or to a helm. `strand`: helm to version. `shadow`: mirror copies. */
  kind: z.enum(['call', 'strand', 'shadow']),
  /** Of a strand: share of the helm's traffic seen, and configured by the rule (null when rules differ or none applies). 0..1 */
  share: z.object({ seen: z.number().nullable(), configured: z.number().nullable() }).nullable(),
  /** Destination service of the calls. */
  service: z.object({ namespace: z.string(), name: z.string() }).nullable(),
  /** Bytes per second, TCP only. */
  bytesPerSecond: z.number().nullable(),
});
export type TopologyEdge = z.infer<typeof topologyEdge>;

export const topologyBox = z.object({
  id: z.string(),
  kind: z.enum(['namespace', 'app']),
  namespace: z.string(),
  name: z.string(),
  mtls: z.enum(['strict', 'permissive', 'disabled', 'unset']).nullable(),
  sidecars: z.enum(['all', 'some', 'none']).nullable(),
  badges: z.array(badge),
  service: z.object({ namespace: z.string(), name: z.string() }).nullable(),
});
export type TopologyBox = z.infer<typeof topologyBox>;

export const topology = z.object({
  ...sourced,
  window,
  nodes: z.array(topologyNode),
  edges: z.array(topologyEdge),
  boxes: z.array(topologyBox),
});
export type Topology = z.infer<typeof topology>;

export const graphKind = z.enum(['versions', 'workload', 'app', 'service']);
export const getTopology = endpoint({
  id: 'getTopology',
  method: 'GET',
  path: '/api/topology',
  summary: 'Nodes, edges and boxes of the traffic seen.',
  params: none,
  query: scope.extend({ graph: graphKind.default('versions') }),
  body: none,
  response: topology,
});

/** Charts of one node or edge of the graph, by its id. */
export const elementCharts = z.object({
  ...sourced,
  window,
  requests: chart,
  errors: chart,
  latency: chart,
  routes: z.array(
    z.object({
      routeName: z.string(),
      signals,
      versions: z.array(z.object({ version: z.string(), versionIndex: z.number(), share: z.number() })),
    }),
  ),
});
export type ElementCharts = z.infer<typeof elementCharts>;
export const getElementCharts = endpoint({
  id: 'getElementCharts',
  method: 'GET',
  path: '/api/topology/charts',
  summary: 'Golden signals over time of one node or edge of the graph.',
  params: none,
  query: scope.extend({ graph: graphKind.default('versions'), element: z.string() }),
  body: none,
  response: elementCharts,
});
