import type { Verdict } from './family.ts';

const SHOWN = 30;

export interface Totals {
  passed: number;
  failed: number;
  notRunnable: number;
}

/** Prints what failed in a family, why cases were not run, and the family's line. */
export function printFamily(name: string, verdicts: readonly Verdict[]): Totals {
  const failed = verdicts.flatMap((verdict) => (verdict.outcome === 'failed' ? [verdict] : []));
  for (const { id, reason } of failed.slice(0, SHOWN)) console.log(`FAIL ${name} ${id}: ${reason}`);
  if (failed.length > SHOWN) console.log(`… and ${failed.length - SHOWN} more of ${name}`);
  const reasons = new Map<string, number>();
  for (const verdict of verdicts) {
    if (verdict.outcome === 'not-runnable') reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
  }
  const notRunnable = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const totals = { passed: verdicts.length - failed.length - notRunnable, failed: failed.length, notRunnable };
  const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ');
  console.log(`${name}: ${inWords(totals)}${why === '' ? '' : ` (${why})`}`);
  return totals;
}

export function inWords({ passed, failed, notRunnable }: Totals): string {
  return `${passed} passed, ${failed} failed${notRunnable === 0 ? '' : `, ${notRunnable} not runnable`}`;
}
