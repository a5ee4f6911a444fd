import type { Plan, PlannedOperation, WantedChange } from '@pidalio/contract';
import { type KubeObject, toYaml } from '@pidalio/istio';
import type { Cluster } from '../cluster/cluster.ts';
import { KubeError } from '../cluster/kube-error.ts';
import { managersOf, withoutManagedFields } from '../cluster/kube-object.ts';
import type { Written } from '../cluster/writes.ts';
import type { World } from '../mesh/world.ts';
import { byHand } from './by-hand.ts';
import { findingsOf } from './findings.ts';
import { keepLastApplied } from './keep-last-applied.ts';
import { inOrder } from './order.ts';
import { ownersOf } from './owners.ts';
import { orUnavailable, toRefusal } from './refusal.ts';
import { readWanted, type Wanted } from './wanted.ts';

export interface PlanDeps {
  cluster: Pick<Cluster, 'kinds' | 'read' | 'can' | 'create' | 'update' | 'remove'>;
  world: () => World;
  pauseMs: number;
  now: () => number;
}

/** A planned operation with what applying it needs besides. */
export interface Step {
  wanted: Wanted;
  planned: PlannedOperation;
}

export interface DetailedPlan {
  plan: Plan;
  /** In the order in which they are to be applied. */
  steps: Step[];
}

/** Looks at everything, writes nothing. */
export async function makePlan(deps: PlanDeps, change: WantedChange): Promise<DetailedPlan> {
  const wanted = readWanted(deps.cluster, change);
  const looked = await orUnavailable(Promise.all(wanted.map((one) => planOne(deps, one))));
  const steps = inOrder(looked.map((step) => ({ ...step, ...step.planned, kind: step.wanted.ref.kind }))).map(
    ({ wanted: one, planned }) => ({
      wanted: one,
      planned,
    }),
  );
  const operations = steps.map(({ planned }) => planned);
  const findings = findingsOf(deps.world(), operations);
  const canApply =
    findings.every(({ severity }) => severity !== 'block') &&
    operations.every(({ dryRun, conflict, allowed }) => dryRun.ok && conflict === null && allowed);
  return { plan: { operations, findings, byHand: byHand(operations, deps.pauseMs), canApply }, steps };
}

async function planOne(deps: PlanDeps, asked: Wanted): Promise<Step> {
  const { cluster } = deps;
  const { kind, ref, action: verb, object } = asked;
  const [live, allowed] = await Promise.all([
    cluster.read(kind, ref.namespace, ref.name),
    cluster.can({ verb, group: kind.group, plural: kind.plural, namespace: ref.namespace, name: verb === 'create' ? undefined : ref.name }),
  ]);
  const wanted = verb === 'update' && object !== null ? { ...asked, object: keepLastApplied(object, live) } : asked;
  const startMs = deps.now();
  const outcome = await dryRun(cluster, wanted, live);
  const milliseconds = Math.max(0, deps.now() - startMs);
  const before = live === null ? null : withoutManagedFields(live);
  const stored = outcome.written?.object ?? wanted.object;
  const after = wanted.object === null || stored === null ? null : asSeen(withoutManagedFields(stored), before);
  return {
    wanted,
    planned: {
      action: wanted.action,
      ref,
      apiVersion: wanted.apiVersion,
      beforeYaml: before === null ? '' : toYaml(before),
      afterYaml: after === null ? '' : toYaml(after),
      before,
      after,
      dryRun: { ok: outcome.written !== null, milliseconds, refusal: outcome.refusal, warnings: outcome.written?.warnings ?? [] },
      conflict: conflictOf(wanted, live),
      allowed,
      owners: live === null ? [] : ownersOf(live),
    },
  };
}

type Outcome = { written: Written; refusal: null } | { written: null; refusal: ReturnType<typeof toRefusal> };

/** Asks the API server about the content alone: that someone else was faster is told apart from what it thinks of the object. */
async function dryRun(cluster: PlanDeps['cluster'], { action, kind, ref, object }: Wanted, live: KubeObject | null): Promise<Outcome> {
  const options = { dryRun: true };
  try {
    if (action === 'delete' || object === null) {
      if (live === null) return { written: { object: null, warnings: [] }, refusal: null };
      return { written: await cluster.remove(kind, { ...ref, uid: live.metadata.uid }, options), refusal: null };
    }
    if (live === null) return { written: await cluster.create(kind, object, options), refusal: null };
    return { written: await cluster.update(kind, withVersion(object, live), options), refusal: null };
  } catch (error) {
    if (error instanceof KubeError && (error.status === 0 || error.status >= 500)) throw error;
    return { written: null, refusal: toRefusal(error) };
  }
}

function conflictOf({ action, seen, uid }: Wanted, live: KubeObject | null): PlannedOperation['conflict'] {
  const same =
    action === 'create' ? live === null : live?.metadata.resourceVersion === seen && (uid === undefined || uid === live?.metadata.uid);
  if (same) return null;
  const theirs = live === null ? null : withoutManagedFields(live);
  return {
    theirs,
    theirsYaml: theirs === null ? '' : toYaml(theirs),
    manager: live === null ? null : (managersOf(live)[0]?.manager ?? null),
  };
}

export function withVersion(object: KubeObject, live: KubeObject): KubeObject {
  const { uid, resourceVersion } = live.metadata;
  return {
    ...object,
    metadata: { ...object.metadata, ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  };
}

/** A dry run counts versions and invents a uid that will never be: the object is shown with those it has now. */
function asSeen(object: KubeObject, before: KubeObject | null): KubeObject {
  const { uid: _, resourceVersion: __, generation: ___, creationTimestamp: ____, ...metadata } = object.metadata;
  const { uid, resourceVersion, generation, creationTimestamp } = before?.metadata ?? {};
  const known = Object.fromEntries(
    Object.entries({ uid, resourceVersion, generation, creationTimestamp }).filter(([, value]) => value !== undefined),
  );
  return { ...object, metadata: { ...metadata, name: object.metadata.name, ...known } };
}
