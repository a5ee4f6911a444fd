import type { ApplyResult, WantedChange } from '@pidalio/contract';
import type { Logger } from 'pino';
import type { Cluster } from '../cluster/cluster.ts';
import type { Config } from '../config.ts';
import { HttpError } from '../http/errors.ts';
import { writesOf } from '../http/guard.ts';
import type { World } from '../mesh/world.ts';
import type { Changes } from './changes.ts';
import { execute } from './execute.ts';
import { type DetailedPlan, makePlan } from './plan.ts';
import { createRecords, toChangeRecord } from './records.ts';
import { seenInCache } from './seen-in-cache.ts';
import { settlePending } from './settle.ts';
import { type DoneOperation, inverseOf } from './stored-form.ts';

export interface ChangesOptions {
  cluster: Cluster;
  world: () => World;
  config: Pick<Config, 'recordsNamespace' | 'propagationPause' | 'readOnly' | 'loopback' | 'allowAnonymousWrites'>;
  log: Logger;
  now: () => number;
}

export function createChanges({ cluster, world, config, log, now }: ChangesOptions): Changes {
  const pauseMs = config.propagationPause;
  const records = createRecords(cluster, config.recordsNamespace, now);
  const planDeps = { cluster, world, pauseMs, now };
  const listeners = new Set<() => void>();
  let version = 0;
  let last: Promise<unknown> = Promise.resolve();

  function tell(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  async function applyNow(wanted: WantedChange): Promise<ApplyResult> {
    const detailed = await makePlan(planDeps, wanted);
    refuseUnlessReady(detailed);
    const { steps } = detailed;
    const author = (await cluster.identity()).name;
    const changeId = await records.begin({ author, reason: wanted.reason, operations: steps.map(toPending) });
    const { outcome, operations, done } = await execute(cluster, steps, () => new Promise((resolve) => setTimeout(resolve, pauseMs)));
    await seenInCache(cluster, steps, operations);
    if (changeId !== null) await records.end(changeId, outcome === 'put-back-failed' ? 'failed' : outcome, done);
    log.info(
      { change: changeId, author, outcome, operations: operations.map(({ action, ref, state }) => ({ action, ref, state })) },
      'change',
    );
    tell();
    if (outcome === 'put-back') await refuseOvertaken(operations, wanted);
    return { outcome, changeId, operations, revert: outcome === 'applied' ? inverseOf(done, `Revert: ${wanted.reason}`) : null };
  }

  /** Someone wrote between our look and our write. Everything is as it was, and the plan shows theirs. */
  async function refuseOvertaken(operations: ApplyResult['operations'], wanted: WantedChange): Promise<void> {
    if (!operations.some(({ refusal }) => refusal?.reason === 'Conflict' || refusal?.reason === 'AlreadyExists')) return;
    refuseUnlessReady(await makePlan(planDeps, wanted));
  }

  if (writesOf(config).allowed) {
    const release = cluster.onChange(() => {
      if (!cluster.ready()) return;
      release();
      settlePending({ cluster, records, log, now }).catch((error: unknown) =>
        log.warn({ err: error }, 'pending changes could not be settled'),
      );
    });
  }

  return {
    plan: async (wanted) => (await makePlan(planDeps, wanted)).plan,
    // One at a time: two changes that overlap must not be interleaved.
    apply: (wanted) => {
      const next = last.then(
        () => applyNow(wanted),
        () => applyNow(wanted),
      );
      last = next;
      return next;
    },
    list: async () => {
      const found = await records.list();
      return { changes: found.map(toChangeRecord), unavailable: records.unavailable() };
    },
    version: () => version,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function refuseUnlessReady({ plan }: DetailedPlan): void {
  if (plan.operations.some(({ conflict }) => conflict !== null))
    throw new HttpError(409, 'conflict', 'Somebody else changed an object meanwhile; nothing was written.', { plan });
  if (plan.operations.some(({ allowed }) => !allowed))
    throw new HttpError(403, 'forbidden', 'The API server does not let this account write that.', { plan });
  const refused = plan.operations.flatMap(({ dryRun }) => dryRun.refusal ?? []);
  if (refused.length > 0) {
    const errors = refused.flatMap(({ causes }) => causes.map(({ field, message }) => ({ field, message })));
    throw new HttpError(422, 'refused', refused[0]?.message ?? 'The API server refuses it.', { plan, errors });
  }
  if (!plan.canApply) throw new HttpError(422, 'blocked', 'The change would not do what it says; see the findings.', { plan });
}

function toPending({ planned, wanted }: DetailedPlan['steps'][number]): DoneOperation {
  const { action, ref, apiVersion, before } = planned;
  return { action, ref, apiVersion, before: before as DoneOperation['before'], after: wanted.object, resourceVersion: null, uid: null };
}
