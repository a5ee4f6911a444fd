import { labelOf, shareOf, weightShare } from './routes-table.ts';
import { judgeAgainst, judgeShares } from './verdicts.ts';
import { signalsOf } from './view-services.ts';
import { chartsBy, serviceLabels, type WatchContext, type Watched } from './watch-context.ts';

/** Share seen against configured, and every destination against the one with the largest weight. */
export async function watchCanary({ scene, chosen, taking, history }: WatchContext): Promise<Watched> {
  const { targets, service } = chosen;
  const sides = targets.map((target) => {
    const names = target.workloads.map(({ name }) => name);
    const isOwn = (sample: { destination: { workload: string } }): boolean => names.includes(sample.destination.workload);
    const [only] = target.workloads;
    const durations = taking.durations.filter(isOwn);
    const contender = {
      label: labelOf(target, service),
      versionIndex: target.workloads.length === 1 && only !== undefined ? scene.inventory.versionIndex(only) : -1,
      shareSeen: shareOf(taking.requests, names),
      shareConfigured: weightShare(targets, target),
      signals: signalsOf(scene, [{ requests: taking.requests.filter(isOwn), durations }]),
      shadow: false,
    };
    return { contender, durations };
  });
  const contenders = sides.map(({ contender }) => contender);
  const byWeight = [...sides].sort((a, b) => b.contender.shareConfigured - a.contender.shareConfigured);
  const [baseline, ...others] = byWeight.map(({ contender, durations }) => ({ ...contender, durations }));
  const labelOfWorkload = new Map(targets.flatMap((target) => target.workloads.map(({ name }) => [name, labelOf(target, service)])));
  const shares = judgeShares(contenders);
  return {
    contenders,
    verdicts: [
      ...(shares.length > 0 ? shares : [{ code: 'no-requests' as const, values: {} }]),
      ...(baseline === undefined ? [] : others.flatMap((candidate) => judgeAgainst(baseline, candidate))),
    ],
    notes: [],
    charts: chartsBy(scene, chosen, await history(serviceLabels(chosen)), (row) => labelOfWorkload.get(row.destination.workload) ?? null),
  };
}
