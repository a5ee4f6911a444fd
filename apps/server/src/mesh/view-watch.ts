import type { Note, Watch } from '@pidalio/contract';
import { type KubeObject, type ObjectRef, sameRef } from '@pidalio/istio';
import { rateOf } from '@pidalio/topology';
import { managersOf } from '../cluster/kube-object.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type ChosenRule, chooseRule, type Taking, takingOf } from './chosen-rule.ts';
import { readHistory, unknownChart } from './history.ts';
import { flowsTo, type Scene, sourcesNow } from './scene.ts';
import { watchCanary } from './watch-canary.ts';
import { watchFault } from './watch-fault.ts';
import { watchMirror } from './watch-mirror.ts';

export interface WatchRequest {
  kind: Watch['kind'];
  ref: ObjectRef;
  ruleIndex: number;
  /** Of the charts; verdicts rest on the scene's window. */
  historySeconds: number;
}

/** The live panel of one rule: effect beside intention. */
export async function viewWatch(scene: Scene, metrics: Metrics, { kind, ref, ruleIndex, historySeconds }: WatchRequest): Promise<Watch> {
  const chosen = chooseRule(scene, ref, ruleIndex);
  const frame = { window: scene.window, kind, ref, ruleIndex };
  if (chosen === null) {
    const empty = unknownChart({ stepSeconds: 5, windowSeconds: scene.window.effectiveRangeSeconds }, '');
    const charts = { share: null, requests: empty, errors: empty, latency: empty };
    return {
      ...frame,
      sources: scene.sources,
      routeName: '',
      contenders: [],
      query: '',
      charts,
      verdicts: [],
      notes: [{ code: 'no-rule', values: {} }],
    };
  }
  const taking = takingOf(scene, chosen);
  const watcher = { canary: watchCanary, mirror: watchMirror, fault: watchFault }[kind];
  const watched = await watcher({ scene, chosen, taking, history: (labels) => readHistory(metrics, scene.flows, labels, historySeconds) });
  return {
    ...frame,
    ...watched,
    sources: sourcesNow(scene, metrics),
    routeName: chosen.rule.name,
    notes: [...watched.notes, ...commonNotes(scene, chosen, taking)],
  };
}

/** Why some of the numbers cannot be known, or not yet. */
function commonNotes(scene: Scene, { rule, service, targets, places }: ChosenRule, taking: Taking): Note[] {
  const notes: Note[] = noteChange(scene, objectOf(scene, rule.ref) ?? places[0]?.vantage.virtualService.object);
  const measured = scene.traffic.requests.some(({ reporter }) => reporter === 'source');
  if (measured && !scene.routeNamesSeen) notes.push({ code: 'route-telemetry-off', values: {} });
  if (rule.name === '') notes.push({ code: 'route-unnamed', values: {} });
  if (taking.told && taking.hidden.length > 0)
    notes.push({ code: 'not-attributable', values: { requestsPerSecond: rateOf(taking.hidden) } });
  const unproxied = rateOf(flowsTo(scene, service).flatMap((flow) => (flow.proxied ? [] : flow.requests)));
  if (unproxied > 0) notes.push({ code: 'callers-without-proxy', values: { requestsPerSecond: unproxied } });
  for (const { subset, host, workloads } of targets) {
    if (subset !== '' && workloads.length > 1)
      notes.push({ code: 'several-workloads', values: { label: subset, workloads: workloads.map(({ name }) => name).join(', ') } });
    if (workloads.length === 0) notes.push({ code: 'no-workload', values: { host, subset } });
  }
  return notes;
}

/** The object that holds a rule: of a delegated one that is not the one that governs. */
function objectOf({ world }: Scene, ref: ObjectRef): KubeObject | undefined {
  return world.virtualServices.find((virtualService) => sameRef(virtualService.ref, ref))?.object;
}

/** Right after a change the window mixes what was before with what is now. */
function noteChange({ window }: Scene, object: KubeObject | undefined): Note[] {
  const changedMs = object === undefined ? null : (managersOf(object)[0]?.timeMs ?? null);
  if (changedMs === null || changedMs <= window.endMs - window.effectiveRangeSeconds * 1000) return [];
  return [{ code: 'changed-in-window', values: { secondsAgo: Math.max(0, Math.round((window.endMs - changedMs) / 1000)) } }];
}
