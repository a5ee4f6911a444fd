import type { ApplyResult } from '@pidalio/contract';
import type { Cluster } from '../cluster/cluster.ts';
import { kindKeyOf } from '../cluster/served-kind.ts';
import type { Step } from './plan.ts';

const patienceMs = 1000;

/** Waits until the watch brought back what was written, so that whoever is told "applied" also reads it. */
export async function seenInCache(
  cluster: Pick<Cluster, 'get' | 'onChange'>,
  steps: readonly Step[],
  operations: ApplyResult['operations'],
): Promise<void> {
  const seen = () =>
    steps.every(({ wanted }, index) => {
      const operation = operations[index];
      if (operation?.state !== 'applied') return true;
      const cached = cluster.get(kindKeyOf(wanted.kind), wanted.ref.namespace, wanted.ref.name);
      return cached?.metadata.resourceVersion === (operation.resourceVersion ?? undefined);
    });
  if (seen()) return;
  await new Promise<void>((resolve) => {
    const release = cluster.onChange(() => {
      if (seen()) done();
    });
    const timer = setTimeout(done, patienceMs);
    function done(): void {
      clearTimeout(timer);
      release();
      resolve();
    }
  });
}
