import { fieldsOf, type KubeObject, listOf, textOf } from '@pidalio/istio';

/**
 * When a step is taken. A route that names a subset, a host or a gateway which the proxies do not know yet answers 503 (no cluster), so
 * what is referred to comes first and goes last.
 */
export type Phase = 'define' | 'other' | 'route' | 'unroute' | 'undefine';

export const phases: readonly Phase[] = ['define', 'other', 'route', 'unroute', 'undefine'];

interface Step {
  action: 'create' | 'update' | 'delete';
  kind: string;
  before: KubeObject | null;
  after: KubeObject | null;
}

const routeKinds = new Set(['VirtualService', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute']);
const definingKinds = new Set([
  'DestinationRule',
  'ServiceEntry',
  'WorkloadEntry',
  'WorkloadGroup',
  'Gateway',
  'GatewayClass',
  'ReferenceGrant',
]);

export function phaseOf({ action, kind, before, after }: Step): Phase {
  if (routeKinds.has(kind)) return action === 'delete' ? 'unroute' : 'route';
  if (!definingKinds.has(kind)) return 'other';
  if (action === 'delete') return 'undefine';
  return kind === 'DestinationRule' && onlyTakesSubsetsAway(before, after) ? 'undefine' : 'define';
}

export function inOrder<S extends Step>(steps: readonly S[]): S[] {
  return [...steps].sort((a, b) => phases.indexOf(phaseOf(a)) - phases.indexOf(phaseOf(b)));
}

/** Whether proxies must have taken the one before the other may happen. */
export function needsPause(done: Phase, next: Phase): boolean {
  const routes = (phase: Phase) => phase === 'route' || phase === 'unroute';
  return (done === 'define' && routes(next)) || (routes(done) && next === 'undefine');
}

function onlyTakesSubsetsAway(before: KubeObject | null, after: KubeObject | null): boolean {
  const old = subsetNames(before);
  const kept = subsetNames(after);
  return kept.every((name) => old.includes(name)) && kept.length < old.length;
}

function subsetNames(object: KubeObject | null): string[] {
  return listOf(fieldsOf(object?.spec).subsets).map((subset) => textOf(fieldsOf(subset).name) ?? '');
}
