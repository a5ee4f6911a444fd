import type { Note, Verdict } from '@pidalio/contract';
import { rateOf, type ShadowFlow } from '@pidalio/topology';
import { type History, type HistoryRow, isErrorRow, minus, quantileOverTime, ratio, sumRows, toChart } from './history.ts';
import { labelOf } from './routes-table.ts';
import { mirrorsOf, type RuleTarget } from './rule-targets.ts';
import { type Judged, judgeAgainst } from './verdicts.ts';
import { signalsOf } from './view-services.ts';
import { notAttributable, serviceLabels, type WatchContext, type Watched } from './watch-context.ts';

const live = 'live';

/** Live requests of the rule beside the copies its target got (D2). */
export async function watchMirror({ scene, chosen, taking, history }: WatchContext): Promise<Watched> {
  const { rule, service, targets, places } = chosen;
  const liveRate = rateOf(taking.requests);
  const liveWorkloads = workloadKeys(targets);
  const obeys = (caller: { namespace: string; workload: string; app: string; version: string }): boolean =>
    places.some(({ vantage }) => vantage.binds(scene.world.callerOf(caller)));
  // Copies are seen by callees alone, so live latency is read there too: what the network adds would look like a difference.
  const received = scene.traffic.durations.filter(
    (sample) => sample.reporter === 'destination' && obeys(sample.source) && liveWorkloads.has(keyOf(sample.destination)),
  );
  const liveContender = {
    label: live,
    versionIndex: -1,
    shareSeen: null,
    shareConfigured: null,
    signals: signalsOf(scene, [{ requests: taking.requests, durations: received }]),
    shadow: false,
    attributable: taking.told,
  };
  const mirrors = mirrorsOf(scene.world, rule, places[0]?.vantage.clientNamespace ?? service.namespace);
  const shadows = mirrors.map((mirror) => {
    const keys = workloadKeys([mirror]);
    const flows = scene.flows.shadow.filter((flow) => obeys(flow.caller) && keys.has(keyOf(flow.callee)));
    const [only] = mirror.workloads;
    const contender = {
      label: labelOf(mirror, service),
      versionIndex: mirror.workloads.length === 1 && only !== undefined ? scene.inventory.versionIndex(only) : -1,
      shareSeen: taking.told && liveRate > 0 ? rateOf(flows.flatMap((flow) => flow.requests)) / liveRate : null,
      shareConfigured: mirror.weight / 100,
      signals: signalsOf(scene, flows),
      shadow: true,
      attributable: true,
    };
    return { mirror, flows, contender };
  });
  const past = await history(mirrorLabels(chosen, mirrors));
  return {
    query: past.query('destination_workload', {}, scene.window.effectiveRangeSeconds),
    contenders: [liveContender, ...shadows.map(({ contender }) => contender)],
    verdicts: taking.told
      ? shadows.flatMap(({ contender, flows }) =>
          judgeShadow({ ...contender, durations: flows.flatMap((flow) => flow.durations) }, { ...liveContender, durations: received }),
        )
      : [notAttributable(scene, taking)],
    notes: [
      { code: 'latency-at-callee', values: {} },
      ...shadows.flatMap(({ flows, contender }) => noteSeparation(flows, contender.label)),
    ],
    charts: mirrorCharts(chosen.service, past, liveWorkloads, mirrors, obeys),
  };
}

function judgeShadow(shadow: Watched['contenders'][number] & Judged, baseline: Judged): Verdict[] {
  const { label, shareSeen, shareConfigured, signals } = shadow;
  if (shareSeen === null || shareConfigured === null) return [{ code: 'no-requests', values: {} }];
  if (signals.requestsPerSecond === 0) return [{ code: 'no-shadow', values: { label, configured: shareConfigured } }];
  // The two sides are counted by proxies that are scraped at different moments.
  const asIntended = Math.abs(shareSeen - shareConfigured) <= Math.max(0.03, 0.1 * shareConfigured);
  const values = { label, requestsPerSecond: signals.requestsPerSecond, seen: shareSeen, configured: shareConfigured };
  return [{ code: asIntended ? 'shadow-as-intended' : 'shadow-off', values }, ...judgeAgainst(baseline, shadow)];
}

function noteSeparation(flows: readonly ShadowFlow[], label: string): Note[] {
  const [first] = flows;
  if (first === undefined) return [];
  const mixed = flows.some(({ separatedBy }) => separatedBy === 'difference');
  return [mixed ? { code: 'shadow-by-difference', values: { label } } : { code: 'shadow-alone', values: { label } }];
}

/** A mirror to another service shows up under that service's name. */
function mirrorLabels(chosen: WatchContext['chosen'], mirrors: readonly RuleTarget[]): Record<string, string | string[]> {
  const names = [chosen.service, ...mirrors.flatMap(({ service }) => (service === null ? [] : [service]))];
  if (names.every((service) => service === chosen.service)) return serviceLabels(chosen);
  return { destination_service_name: [...new Set(names.map(({ name }) => name))] };
}

function mirrorCharts(
  service: WatchContext['chosen']['service'],
  history: History,
  liveWorkloads: ReadonlySet<string>,
  mirrors: readonly RuleTarget[],
  obeys: (caller: HistoryRow['source']) => boolean,
): Watched['charts'] {
  const liveRows = history.requests.filter(
    (row) => row.reporter === 'source' && obeys(row.source) && liveWorkloads.has(keyOf(row.destination)),
  );
  const lines = mirrors.map((mirror) => {
    const keys = workloadKeys([mirror]);
    const here = (row: HistoryRow): boolean => obeys(row.source) && keys.has(keyOf(row.destination));
    const copies = history.received.filter(here);
    const counted = history.requests.filter((row) => row.reporter === 'source' && here(row));
    return {
      key: labelOf(mirror, service),
      requests: minus(sumRows(history, copies), sumRows(history, counted)),
      errors: minus(sumRows(history, copies.filter(isErrorRow)), sumRows(history, counted.filter(isErrorRow))),
      // One histogram holds live and shadow where the target gets both.
      latency: counted.length > 0 ? [] : quantileOverTime(0.99, history.receivedDurations.filter(here), history.timesMs.length),
    };
  });
  const liveLine = sumRows(history, liveRows);
  const liveDurations = history.receivedDurations.filter((row) => obeys(row.source) && liveWorkloads.has(keyOf(row.destination)));
  const liveLatency = quantileOverTime(0.99, liveDurations, history.timesMs.length);
  return {
    share: null,
    requests: toChart(
      history,
      [{ key: live, values: liveLine }, ...lines.map(({ key, requests }) => ({ key, values: requests }))],
      history.query('destination_workload'),
    ),
    errors: toChart(
      history,
      [
        { key: live, values: ratio(sumRows(history, liveRows.filter(isErrorRow)), liveLine) },
        ...lines.map(({ key, requests, errors }) => ({ key, values: ratio(errors, requests) })),
      ],
      history.query('response_code'),
    ),
    latency: toChart(
      history,
      [
        { key: live, values: liveLatency },
        ...lines.filter(({ latency }) => latency.length > 0).map(({ key, latency }) => ({ key, values: latency })),
      ],
      history.quantileQuery(0.99),
    ),
  };
}

function workloadKeys(targets: readonly RuleTarget[]): Set<string> {
  return new Set(targets.flatMap(({ workloads }) => workloads.map(({ namespace, name }) => `${namespace}/${name}`)));
}

function keyOf({ namespace, workload }: { namespace: string; workload: string }): string {
  return `${namespace}/${workload}`;
}
