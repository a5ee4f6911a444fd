import { isObject, listAt, numberAt, objectAt, stringAt } from '../json.ts';
import type { KubeObject } from '../types.ts';

// printPod of kubernetes pkg/printers/internalversion/printers.go.

export function podReady(pod: KubeObject): string {
  const ready = listAt(pod, 'status', 'containerStatuses').filter((status) => isObject(status) && status.ready === true);
  return `${ready.length}/${listAt(pod, 'spec', 'containers').length}`;
}

export function podRestarts(pod: KubeObject): string {
  return String(
    listAt(pod, 'status', 'containerStatuses').reduce<number>((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0),
  );
}

export function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  let status = stringAt(pod, 'status', 'reason') ?? stringAt(pod, 'status', 'phase') ?? 'Unknown';
  let hasRunning = false;
  for (const container of listAt(pod, 'status', 'containerStatuses').toReversed()) {
    const waiting = stringAt(container, 'state', 'waiting', 'reason');
    const terminated = objectAt(container, 'state', 'terminated');
    if (waiting) status = waiting;
    else if (terminated) status = stringAt(terminated, 'reason') ?? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}`;
    else if (isObject(container) && container.ready === true && objectAt(container, 'state', 'running')) hasRunning = true;
  }
  return status === 'Completed' && hasRunning ? 'Running' : status;
}
