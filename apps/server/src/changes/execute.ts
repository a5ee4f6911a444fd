import type { ApplyResult } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';
import type { Cluster } from '../cluster/cluster.ts';
import type { ServedKind } from '../cluster/served-kind.ts';
import type { Written } from '../cluster/writes.ts';
import { needsPause, phaseOf } from './order.ts';
import { type Step, withVersion } from './plan.ts';
import { toRefusal } from './refusal.ts';
import { type DoneOperation, forCreation } from './stored-form.ts';

type Writer = Pick<Cluster, 'create' | 'update' | 'remove' | 'read'>;
type Operations = ApplyResult['operations'];

export interface Execution {
  outcome: ApplyResult['outcome'];
  operations: Operations;
  done: DoneOperation[];
}

/** All steps in their order, or, when one is refused, everything as it was. */
export async function execute(writer: Writer, steps: readonly Step[], pause: () => Promise<void>): Promise<Execution> {
  const states: Operations = steps.map(({ planned }) => ({
    action: planned.action,
    ref: planned.ref,
    state: 'not-tried',
    resourceVersion: null,
    refusal: null,
  }));
  const done: DoneOperation[] = [];
  for (const [index, step] of steps.entries()) {
    const state = states[index];
    const previous = steps[index - 1];
    if (state === undefined) continue;
    if (previous !== undefined && needsPause(phaseOfStep(previous), phaseOfStep(step))) await pause();
    try {
      const { object } = await write(writer, step);
      done.push(toDone(step, object));
      Object.assign(state, { state: 'applied', resourceVersion: object?.metadata.resourceVersion ?? null });
    } catch (error) {
      Object.assign(state, { state: 'failed', refusal: toRefusal(error) });
      return putBackAll(writer, steps, states, done, pause);
    }
  }
  return { outcome: 'applied', operations: states, done };
}

async function putBackAll(
  writer: Writer,
  steps: readonly Step[],
  states: Operations,
  done: readonly DoneOperation[],
  pause: () => Promise<void>,
): Promise<Execution> {
  let outcome: ApplyResult['outcome'] = 'put-back';
  for (const [back, operation] of [...done].reverse().entries()) {
    const index = done.length - 1 - back;
    const [state, step, later] = [states[index], steps[index], steps[index + 1]];
    if (state === undefined || step === undefined) continue;
    // The same pause backwards: subsets may go only when no proxy uses them any more.
    if (back > 0 && later !== undefined && needsPause(phaseOfStep(step), phaseOfStep(later))) await pause();
    try {
      await putBack(writer, step.wanted.kind, operation);
      state.state = 'put-back';
    } catch (error) {
      Object.assign(state, { state: 'put-back-failed', refusal: toRefusal(error) });
      outcome = 'put-back-failed';
    }
  }
  return { outcome, operations: states, done: [] };
}

function write(writer: Writer, { wanted, planned }: Step): Promise<Written> {
  const { kind, ref, object, seen } = wanted;
  switch (wanted.action) {
    case 'create':
      return writer.create(kind, requireObject(object));
    case 'update': {
      // The whole object as the user shaped it, at the version the user saw: the API server refuses it when someone was faster.
      const at = { ...requireObject(object), metadata: { ...requireObject(object).metadata, resourceVersion: seen ?? '' } };
      return writer.update(kind, planned.before === null ? at : withVersion(at, toObject(planned.before)));
    }
    case 'delete':
      return writer.remove(kind, {
        ...ref,
        uid: planned.before === null ? wanted.uid : uidOf(planned.before),
        resourceVersion: seen ?? undefined,
      });
  }
}

/** Only what we wrote is taken back: an object that someone changed since is left alone, and the result says so. */
export async function putBack(
  writer: Writer,
  kind: ServedKind,
  { action, ref, before, resourceVersion, uid }: DoneOperation,
): Promise<void> {
  if (action === 'create') {
    await writer.remove(kind, { ...ref, uid: uid ?? undefined, resourceVersion: resourceVersion ?? undefined });
    return;
  }
  const old = forCreation(requireObject(before));
  if (action === 'delete') {
    await writer.create(kind, old);
    return;
  }
  const metadata = { ...old.metadata, ...(uid === null ? {} : { uid }), ...(resourceVersion === null ? {} : { resourceVersion }) };
  await writer.update(kind, { ...old, metadata });
}

function toDone({ planned }: Step, written: KubeObject | null): DoneOperation {
  return {
    action: planned.action,
    ref: planned.ref,
    apiVersion: planned.apiVersion,
    before: planned.before === null ? null : toObject(planned.before),
    after: written,
    resourceVersion: written?.metadata.resourceVersion ?? null,
    uid: written?.metadata.uid ?? null,
  };
}

function phaseOfStep({ planned }: Step) {
  return phaseOf({ ...planned, kind: planned.ref.kind });
}

function uidOf(object: { metadata: object }): string | undefined {
  return toObject(object).metadata.uid;
}

/** The contract's objects are loose; what stands in a plan came from the API server. */
function toObject(object: { metadata: object }): KubeObject {
  return object as KubeObject;
}

function requireObject(object: KubeObject | null): KubeObject {
  if (object === null) throw new Error('a create or update without an object');
  return object;
}
