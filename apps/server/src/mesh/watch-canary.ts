import type { Verdict } from '@pidalio/contract';
import { type RequestSample, rateOf, UNKNOWN } from '@pidalio/topology';
import { labelOf, shareOf, weightShare } from './routes-table.ts';
import { alikeTargets } from './rule-targets.ts';
import { judgeAgainst, judgeShares } from './verdicts.ts';
import { signalsOf } from './view-services.ts';
import { chartsBy, notAttributable, ruleLabels, serviceLabels, unknownCharts, type WatchContext, type Watched } from './watch-context.ts';

/** Share seen against configured, and every destination against the one with the largest weight. */
export async function watchCanary({ scene, chosen, taking, history }: WatchContext): Promise<Watched> {
  const { targets, service } = chosen;
  const alike = alikeTargets(targets);
  const sides = targets.map((target) => {
    const names = target.workloads.map(({ name }) => name);
    const isOwn = (sample: { destination: { workload: string } }): boolean => names.includes(sample.destination.workload);
    const [only] = target.workloads;
    const durations = taking.durations.filter(isOwn);
    const contender = {
      label: labelOf(target, service, alike.has(target)),
      versionIndex: target.workloads.length === 1 && only !== undefined ? scene.inventory.versionIndex(only) : -1,
      shareSeen: taking.told && !alike.has(target) ? shareOf(taking.requests, names) : null,
      shareConfigured: weightShare(targets, target),
      signals: signalsOf(scene, [{ requests: taking.requests.filter(isOwn), durations }]),
      shadow: false,
      attributable: taking.told && !alike.has(target),
    };
    return { target, contender, durations };
  });
  const contenders = sides.map(({ contender }) => contender);
  const past = await history(serviceLabels(chosen));
  const names = ruleLabels(scene, chosen);
  const query = past.query('destination_workload', names, scene.window.effectiveRangeSeconds);
  if (!taking.told) return { contenders, query, verdicts: [notAttributable(scene, taking)], notes: [], charts: unknownCharts(past, names) };
  const byWeight = sides
    .filter(({ contender }) => contender.attributable)
    .sort((a, b) => b.contender.shareConfigured - a.contender.shareConfigured);
  const [baseline, ...others] = byWeight.map(({ contender, durations }) => ({ ...contender, durations }));
  const labelsOf = (workload: string): string[] =>
    sides.flatMap(({ target, contender }) => (target.workloads.some(({ name }) => name === workload) ? [contender.label] : []));
  return {
    contenders,
    query,
    verdicts: [
      ...(rateOf(taking.requests) > 0 ? judgeShares(contenders) : [{ code: 'no-requests' as const, values: {} }]),
      ...(alike.size > 0 ? [sayAlike(contenders)] : []),
      ...judgeReach(scene.reading.windowSeconds, taking.requests),
      ...(baseline === undefined ? [] : others.flatMap((candidate) => judgeAgainst(baseline, candidate))),
    ],
    notes: [],
    charts: chartsBy(scene, chosen, past, (row) => labelsOf(row.destination.workload).join(' + ') || null),
  };
}

function sayAlike(contenders: Watched['contenders']): Verdict {
  const labels = contenders.filter(({ attributable }) => !attributable).map(({ label }) => label);
  return { code: 'destinations-alike', values: { labels: labels.join(', ') } };
}

/** As for health: below that nothing is said of a part of the requests. */
const leastRatio = 0.01;
const leastRequests = 5;

/** Shares are of the requests that some version answered; what reached none is said beside them. */
function judgeReach(windowSeconds: number, requests: readonly RequestSample[]): Verdict[] {
  const lost = requests.filter(({ destination }) => destination.workload === UNKNOWN);
  const [worst] = [...lost].sort((a, b) => b.requestsPerSecond - a.requestsPerSecond);
  const ratio = rateOf(lost) / rateOf(requests);
  if (worst === undefined || ratio < leastRatio || rateOf(requests) * windowSeconds < leastRequests) return [];
  return [{ code: 'unreached', values: { ratio, code: worst.code, flag: worst.flags } }];
}
