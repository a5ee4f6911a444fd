import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Cluster } from '../cluster/cluster.ts';
import { groupOf, type ServedKind } from '../cluster/served-kind.ts';
import { putBack } from './execute.ts';
import type { Records, StoredRecord } from './records.ts';
import type { DoneOperation } from './stored-form.ts';

/** A change takes seconds; one that is pending for longer has lost its server. */
const lostAfterMs = 120_000;

/** Changes that a server left half done when it died: what had happened of them is taken back, in the end nothing is half done. */
export async function settlePending({
  cluster,
  records,
  log,
  now,
}: {
  cluster: Cluster;
  records: Records;
  log: Logger;
  now: () => number;
}): Promise<void> {
  for (const record of await records.list()) {
    if (record.state !== 'pending' || now() - record.atMs < lostAfterMs) continue;
    const state = await settle(cluster, record);
    log.warn({ change: record.id, state }, 'settled a change that was left half done');
    await records.end(record.id, state, record.operations);
  }
}

async function settle(cluster: Cluster, { operations }: StoredRecord): Promise<'applied' | 'put-back' | 'failed'> {
  const looked = await Promise.all(operations.map((operation) => look(cluster, operation)));
  if (looked.every(({ happened }) => happened)) return 'applied';
  try {
    for (const { happened, kind, done } of looked.reverse()) if (happened && kind !== null) await putBack(cluster, kind, done);
    return 'put-back';
  } catch {
    return 'failed';
  }
}

/** Whether an operation was carried out shows in the object: it is (or is gone) as it was meant to be. */
async function look(
  cluster: Cluster,
  operation: DoneOperation,
): Promise<{ happened: boolean; kind: ServedKind | null; done: DoneOperation }> {
  const { ref, apiVersion, after } = operation;
  const kind = cluster.kinds().find((one) => one.kind === ref.kind && one.group === groupOf(apiVersion)) ?? null;
  if (kind === null) return { happened: false, kind, done: operation };
  const live = await cluster.read(kind, ref.namespace, ref.name);
  const happened = after === null ? live === null : live !== null && isDeepStrictEqual(live.spec, after.spec);
  const { resourceVersion = null, uid = null } = live?.metadata ?? {};
  return { happened, kind, done: { ...operation, resourceVersion, uid } };
}
