import type { Verdict } from '@pidalio/contract';
import { type DurationSample, mergeBuckets, type Signals } from '@pidalio/topology';
import { compareTails, differs, minimumToCompare, proportionsPValue, type Tail } from './compare.ts';

export interface Judged {
  label: string;
  signals: Pick<Signals, 'requestCount' | 'errorRatio' | 'p99'>;
  durations: readonly Pick<DurationSample, 'buckets'>[];
}

/** A share this far from the rule is still as intended. */
const tolerance = 0.03;

export function judgeShares(contenders: readonly { label: string; shareSeen: number | null; shareConfigured: number | null }[]): Verdict[] {
  const measured = contenders.flatMap(({ label, shareSeen, shareConfigured }) =>
    shareSeen === null || shareConfigured === null ? [] : [{ label, seen: shareSeen, configured: shareConfigured }],
  );
  const [worst] = measured.sort((a, b) => Math.abs(b.seen - b.configured) - Math.abs(a.seen - a.configured));
  if (worst === undefined) return [];
  const points = Math.abs(worst.seen - worst.configured);
  return [{ code: within(worst) ? 'share-as-intended' : 'share-off', values: { ...worst, points } }];
}

function within({ seen, configured }: { seen: number; configured: number }): boolean {
  return Math.abs(seen - configured) <= tolerance;
}

/** The test of proportions is an approximation that holds from some five events on: so many errors are told among few requests too. */
const minimumOfErrors = 5;

/** Errors and P99 of one against another: different only where the counts and buckets say so. */
export function judgeAgainst(baseline: Judged, candidate: Judged): Verdict[] {
  const short = [candidate, baseline].find(({ signals }) => signals.requestCount < minimumToCompare);
  if (short !== undefined) {
    const errors = judgeErrors(baseline, candidate);
    if (errors.code === 'errors-worse' && candidate.signals.errorRatio * candidate.signals.requestCount >= minimumOfErrors) return [errors];
    return [
      {
        code: 'too-few-requests',
        values: { label: short.label, requests: Math.round(short.signals.requestCount), needed: minimumToCompare },
      },
    ];
  }
  return [judgeErrors(baseline, candidate), ...judgeLatency(baseline, candidate)];
}

function judgeErrors(baseline: Judged, candidate: Judged): Verdict {
  const ratio = candidate.signals.errorRatio;
  const baselineRatio = baseline.signals.errorRatio;
  const pValue = proportionsPValue(
    { ratio, count: candidate.signals.requestCount },
    { ratio: baselineRatio, count: baseline.signals.requestCount },
  );
  const code = !differs(pValue) ? 'errors-alike' : ratio > baselineRatio ? 'errors-worse' : 'errors-better';
  return { code, values: { label: candidate.label, baseline: baseline.label, ratio, baselineRatio, pValue } };
}

function judgeLatency(baseline: Judged, candidate: Judged): Verdict[] {
  const now = candidate.signals.p99;
  const before = baseline.signals.p99;
  if (now === null || before === null) return [];
  const code = ({ '-1': 'latency-better', '0': 'latency-alike', '1': 'latency-worse' } as const)[
    compareTails(tailOf(candidate, now), tailOf(baseline, before))
  ];
  const values = {
    label: candidate.label,
    baseline: baseline.label,
    ms: now.valueMs,
    lowMs: now.lowMs,
    baselineMs: before.valueMs,
    baselineLowMs: before.lowMs,
  };
  return [{ code, values }];
}

function tailOf({ signals, durations }: Judged, quantile: NonNullable<Signals['p99']>): Tail {
  return { quantile, buckets: mergeBuckets(durations.map(({ buckets }) => buckets)), count: signals.requestCount };
}
