import type { Topology, TopologyEdge } from '@pidalio/contract';

export interface NeedLook {
  failing: number;
  degraded: number;
  healthy: number;
  /** Worst first. */
  edges: TopologyEdge[];
}

/** What is unhealthy, by edge: where it hurts is between two. */
export function needLook(topology: Topology): NeedLook {
  const calls = topology.edges.filter((edge) => edge.kind === 'call');
  const of = (health: string) => calls.filter((edge) => edge.signals.health === health);
  const edges = [...of('failing'), ...of('degraded')].sort(
    (a, b) => b.signals.errorRatio - a.signals.errorRatio || (b.signals.p99?.valueMs ?? 0) - (a.signals.p99?.valueMs ?? 0),
  );
  return { failing: of('failing').length, degraded: of('degraded').length, healthy: of('healthy').length, edges };
}
