export { buildGraph } from './build-graph.ts';
export type { Flow, Flows, ShadowFlow } from './flows.ts';
export { readFlows } from './flows.ts';
export type { Badge, GraphInput, GraphKind, MeshService, MtlsMode, NamespaceState, Steering, Workload } from './graph.ts';
export type { Bucket, DurationSample, Peer, Reporter, RequestSample, ServiceName, TcpSample, Traffic } from './samples.ts';
export { UNKNOWN } from './samples.ts';
export { toSignals } from './signals.ts';
