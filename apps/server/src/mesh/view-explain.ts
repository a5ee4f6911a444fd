import type { ExplainArrival, ExplainOutcome, ExplainStop, ExplainStories, ExplainStory } from '@pidalio/contract';
import { type Arrival, describeVerdict, type Journey, type Locale, type Outcome, type Verdict, type Workload } from '@pidalio/explain';
import { fieldsOf, findObject, type KubeObject, listOf, type ObjectRef, textOf } from '@pidalio/istio';
import { describe, type Mesh, type Stop } from '@pidalio/routing';
import { lineOfPath } from './line-of-path.ts';
import type { Overlay } from './read-drafts.ts';
import type { World } from './world.ts';

/** What the words and places of a story are taken from. */
export interface Telling extends Overlay {
  world: World;
  workloads: readonly Workload[];
  locale: Locale;
}

/** A journey with words, lines and versions; what rests on something unknown stands beside it, however deep it lies. */
export function viewJourney(telling: Telling, journey: Journey): ExplainStories {
  return { ...viewStory(telling, journey), alternatives: alternativesOf(telling, journey, []) };
}

function alternativesOf(telling: Telling, journey: Journey, before: readonly ExplainStop[]): ExplainStories['alternatives'] {
  return journey.alternatives.flatMap((alternative) => {
    const assumptions = [...before, viewStop(telling, alternative.assumption)];
    return [{ assumptions, story: viewStory(telling, alternative.journey) }, ...alternativesOf(telling, alternative.journey, assumptions)];
  });
}

function viewStory(telling: Telling, journey: Journey): ExplainStory {
  const { caller, arrivals, outcomes, verdict, certain, series } = journey;
  return {
    verdict: viewVerdict(telling, verdict),
    certain: viewVerdict(telling, certain),
    routeName: caller.routeName,
    governedBy: caller.governedBy ?? null,
    stops: caller.stops.map((stop) => viewStop(telling, stop)),
    arrivals: arrivals.map((arrival) => viewArrival(telling, arrival)),
    outcomes: outcomes.map((outcome) => viewOutcome(telling, outcome)),
    series: series.map(({ reporter, name, labels, probability }) => ({ reporter, name, labels: { ...labels }, probability })),
  };
}

function viewVerdict({ locale }: Telling, verdict: Verdict): ExplainStory['verdict'] {
  return { kind: verdict.kind, code: verdict.code, ...describeVerdict(verdict, locale) };
}

function viewStop({ mesh, texts, locale }: Telling, stop: Stop): ExplainStop {
  const { code, ref, path, values } = stop;
  const object = ref === undefined ? undefined : objectOf(mesh, ref);
  return {
    code,
    ref: ref ?? null,
    path: path ?? null,
    line: object === undefined || path === undefined ? null : lineOfPath(object, path, texts.get(object)),
    values: { ...values },
    rule: object === undefined || path === undefined ? null : ruleAt(object, path),
    text: describe(stop, locale),
  };
}

function ruleAt({ spec }: KubeObject, path: string): ExplainStop['rule'] {
  const [, list, index] = /^spec\.(http|tcp|tls|rules)\[(\d+)\]/.exec(path) ?? [];
  if (list === undefined) return null;
  return { number: Number(index) + 1, name: textOf(fieldsOf(listOf(fieldsOf(spec)[list])[Number(index)]).name) ?? '' };
}

function viewArrival(telling: Telling, { probability, cluster, workload, connection, stops }: Arrival): ExplainArrival {
  const { sends, accepts, principal } = connection;
  return {
    probability,
    ...labelOf(telling, cluster, workload),
    workload: workload === undefined ? null : { namespace: workload.namespace, name: workload.name },
    connection: { sends, accepts, principal: principal ?? null },
    stops: stops.map((stop) => viewStop(telling, stop)),
  };
}

export function viewOutcome(telling: Pick<Telling, 'world' | 'workloads'>, outcome: Outcome): ExplainOutcome {
  const { kind, probability, status, flags, details, at, destination } = outcome;
  const workload = telling.workloads.find(
    ({ namespace, name }) => namespace === outcome.workload?.namespace && name === outcome.workload.name,
  );
  return {
    kind,
    probability,
    status,
    flags,
    details,
    at,
    ...(destination === undefined ? { label: '', versionIndex: -1 } : labelOf(telling, destination, workload)),
    subset: destination?.subset ?? '',
    workload: outcome.workload === undefined ? null : { namespace: outcome.workload.namespace, name: outcome.workload.name },
    readyPods: workload?.readyPods ?? null,
  };
}

/** `reviews v2`: the service by its own name, and the version that answers (or the subset, where nobody does). */
function labelOf(
  { world }: Pick<Telling, 'world'>,
  { host, subset }: { host: string; subset: string },
  workload: { namespace: string; name: string } | undefined,
): { label: string; versionIndex: number } {
  const known = world.workloads.find(({ namespace, name }) => namespace === workload?.namespace && name === workload.name);
  const name = host.endsWith(`.svc.${world.clusterDomain}`) ? (host.split('.')[0] ?? host) : host;
  const version = known?.version ?? subset;
  return { label: version === '' ? name : `${name} ${version}`, versionIndex: known === undefined ? -1 : world.versionIndex(known) };
}

/** Of two kinds of one name the one that holds such an object; Istio's first. */
function objectOf({ catalog }: Mesh, { kind, namespace, name }: ObjectRef): KubeObject | undefined {
  const keys = [...catalog.stores.keys()].filter((key) => key.endsWith(`/${kind}`));
  const inOrder = keys.sort((a, b) => Number(b.includes('istio.io')) - Number(a.includes('istio.io')));
  for (const key of inOrder) {
    const found = findObject(catalog, key, namespace, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
