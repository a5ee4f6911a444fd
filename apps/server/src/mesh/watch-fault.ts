import type { Verdict } from '@pidalio/contract';
import { type RequestSample, rateOf } from '@pidalio/topology';
import { rowsOfRule } from './chosen-rule.ts';
import { errorChart, latencyChart, linesBy, toChart } from './history.ts';
import { signalsOf } from './view-services.ts';
import { serviceLabels, type WatchContext, type Watched } from './watch-context.ts';

/** Envoy flags what its fault filter did: DI a delay, FI an abort. */
const flags = { delayed: 'DI', aborted: 'FI' } as const;

/** How many requests of the rule were harmed, against how many should be. */
export async function watchFault({ scene, chosen, taking, history }: WatchContext): Promise<Watched> {
  const { fault } = chosen.rule;
  const all = rateOf(taking.requests);
  const harmed = (flag: string): RequestSample[] => taking.requests.filter((sample) => sample.flags.split(',').includes(flag));
  const contender = (label: 'delayed' | 'aborted', percent: number) => ({
    label,
    versionIndex: -1,
    shareSeen: all > 0 ? rateOf(harmed(flags[label])) / all : null,
    shareConfigured: percent / 100,
    // The histogram knows no flags, so latency is that of all requests of the rule.
    signals: signalsOf(scene, [{ requests: harmed(flags[label]), durations: [] }]),
    shadow: false,
  });
  const delayed = contender('delayed', fault?.delay?.percent ?? 0);
  const aborted = contender('aborted', fault?.abort?.percent ?? 0);
  const whole = {
    label: 'rule',
    versionIndex: -1,
    shareSeen: null,
    shareConfigured: null,
    signals: signalsOf(scene, [taking]),
    shadow: false,
  };
  const past = await history(serviceLabels(chosen));
  const requests = rowsOfRule(scene, chosen, past.requests);
  return {
    contenders: [whole, ...(fault?.delay === undefined ? [] : [delayed]), ...(fault?.abort === undefined ? [] : [aborted])],
    verdicts: [
      ...(fault?.delay === undefined ? [] : [judge('delay', delayed, whole.signals.requestCount, { delayMs: fault.delay.delayMs })]),
      ...(fault?.abort === undefined ? [] : [judge('abort', aborted, whole.signals.requestCount, { status: fault.abort.status })]),
    ],
    notes: [],
    charts: {
      share: null,
      requests: toChart(
        past,
        linesBy(past, requests, ({ code, flags: seen }) => (seen === '-' ? code : `${code} ${seen}`)),
        past.query('response_flags'),
      ),
      errors: errorChart(past, requests),
      latency: latencyChart(past, rowsOfRule(scene, chosen, past.durations)),
    },
  };
}

/** Within 3 points, or within what chance does to so few requests (three standard deviations). */
function judge(
  what: 'delay' | 'abort',
  { shareSeen, shareConfigured }: { shareSeen: number | null; shareConfigured: number },
  count: number,
  values: Record<string, number>,
): Verdict {
  if (shareSeen === null || count <= 0) return { code: 'no-requests', values: {} };
  const chance = 3 * Math.sqrt((shareConfigured * (1 - shareConfigured)) / count);
  const asIntended = Math.abs(shareSeen - shareConfigured) <= Math.max(0.03, chance);
  return { code: `${what}-${asIntended ? 'as-intended' : 'off'}`, values: { seen: shareSeen, configured: shareConfigured, ...values } };
}
