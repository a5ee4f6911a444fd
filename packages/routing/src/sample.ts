import type { Cluster, Course, Decision, Destination } from './decision.ts';

/** Draws one course: injected faults first, then destination and mirrors, each from one number of `random` in 0..1. */
export function sample(decision: Decision, random: () => number): Course {
  const { fault, action } = decision;
  const delayMs = fault.delay !== undefined && random() < fault.delay.probability ? fault.delay.delayMs : 0;
  if (fault.abort !== undefined && random() < fault.abort.probability) {
    return { delayMs, abort: { status: fault.abort.status, grpc: fault.abort.grpc ?? false }, mirrors: [] };
  }
  if (action.type === 'plain') return { delayMs, cluster: action.cluster, mirrors: [] };
  if (action.type !== 'forward') return { delayMs, mirrors: [] };
  const destination = drawDestination(action.destinations, random);
  const mirrors: Cluster[] = action.mirrors.filter((mirror) => random() < mirror.probability).map((mirror) => mirror.cluster);
  return destination === undefined ? { delayMs, mirrors } : { delayMs, cluster: destination.cluster, destination, mirrors };
}

function drawDestination(destinations: readonly Destination[], random: () => number): Destination | undefined {
  if (destinations.length < 2) return destinations[0];
  let rest = random();
  for (const destination of destinations) {
    rest -= destination.probability;
    if (rest < 0) return destination;
  }
  return destinations.at(-1);
}
