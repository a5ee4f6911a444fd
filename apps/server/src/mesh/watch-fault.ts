import type { Verdict } from '@pidalio/contract';
import { type RequestSample, rateOf } from '@pidalio/topology';
import { faultFlags, hasFlag } from './attribution.ts';
import { rowsOfRule, type Taking } from './chosen-rule.ts';
import { errorChart, latencyChart, linesBy, toChart } from './history.ts';
import { signalsOf } from './view-services.ts';
import { notAttributable, ruleLabels, serviceLabels, unknownCharts, type WatchContext, type Watched } from './watch-context.ts';

/** One of the two things a fault does, as configured. */
interface Harm {
  kind: 'delay' | 'abort';
  percent: number;
  values: Record<string, number>;
}

/** How many requests of the rule were harmed, against how many should be. */
export async function watchFault({ scene, chosen, taking, history }: WatchContext): Promise<Watched> {
  const { delay, abort } = chosen.rule.fault ?? {};
  const harms: Harm[] = [
    ...(delay === undefined ? [] : [{ kind: 'delay' as const, percent: delay.percent, values: { delayMs: delay.delayMs } }]),
    ...(abort === undefined ? [] : [{ kind: 'abort' as const, percent: abort.percent, values: { status: abort.status } }]),
  ];
  const whole = {
    label: 'rule',
    versionIndex: -1,
    shareSeen: null,
    shareConfigured: null,
    signals: signalsOf(scene, [taking]),
    shadow: false,
    attributable: taking.told,
  };
  const harmed = harms.map(({ kind, percent }) => ({
    label: kind === 'delay' ? 'delayed' : 'aborted',
    versionIndex: -1,
    shareSeen: shareHarmed(taking, kind),
    shareConfigured: percent / 100,
    // The histogram knows no flags, so latency is that of all requests of the rule.
    signals: signalsOf(scene, [{ requests: harmedBy(kind, taking.requests), durations: [] }]),
    shadow: false,
    attributable: isHarmTold(taking, kind),
  }));
  const past = await history(serviceLabels(chosen));
  const names = ruleLabels(scene, chosen);
  const requests = rowsOfRule(scene, chosen, past.requests);
  const byResponse = linesBy(past, requests, ({ code, flags: seen }) => (seen === '-' ? code : `${code} ${seen}`));
  const common = {
    contenders: [whole, ...harmed],
    query: past.query('response_flags', names, scene.window.effectiveRangeSeconds),
    notes: [],
  };
  if (!taking.told) {
    const seen = harms.filter(({ kind }) => isHarmTold(taking, kind)).map((harm) => tellHarm(taking, harm));
    return { ...common, verdicts: [...seen, notAttributable(scene, taking)], charts: unknownCharts(past, names) };
  }
  return {
    ...common,
    verdicts: harms.map((harm) => judge(harm, shareHarmed(taking, harm.kind), whole.signals.requestCount)),
    charts: {
      share: null,
      requests: toChart(past, byResponse, past.query('response_flags', names)),
      errors: errorChart(past, requests, names),
      latency: latencyChart(past, rowsOfRule(scene, chosen, past.durations), names),
    },
  };
}

function harmedBy(kind: Harm['kind'], requests: readonly RequestSample[]): RequestSample[] {
  return requests.filter((sample) => hasFlag(sample, faultFlags[kind]));
}

/** Two unnamed rules may both delay; else Envoy's flag tells whose requests these are, even where the rest cannot be told. */
function isHarmTold({ told, hidden }: Taking, kind: Harm['kind']): boolean {
  return told || harmedBy(kind, hidden).length === 0;
}

/** Of all requests of the rule; null where it got none, or nobody knows how many. */
function shareHarmed({ requests, told }: Taking, kind: Harm['kind']): number | null {
  const all = rateOf(requests);
  return told && all > 0 ? rateOf(harmedBy(kind, requests)) / all : null;
}

function tellHarm({ requests }: Taking, { kind, values }: Harm): Verdict {
  return { code: `${kind}-seen`, values: { requestsPerSecond: rateOf(harmedBy(kind, requests)), ...values } };
}

/** Within 3 points, or within what chance does to so few requests (three standard deviations). */
function judge({ kind, percent, values }: Harm, seen: number | null, count: number): Verdict {
  const configured = percent / 100;
  if (seen === null || count <= 0) return { code: 'no-requests', values: {} };
  const chance = 3 * Math.sqrt((configured * (1 - configured)) / count);
  const asIntended = Math.abs(seen - configured) <= Math.max(0.03, chance);
  return { code: `${kind}-${asIntended ? 'as-intended' : 'off'}`, values: { seen, configured, ...values } };
}
