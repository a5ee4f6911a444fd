import type { Watch } from '@pidalio/contract';
import type { Locale } from '../lib/words.ts';
import { errorReason } from '../responses/describe-response.ts';
import { responseTranslate } from '../responses/words.ts';
import { formatMs, formatPercent, formatRate } from '../ui/format.ts';

type Verdict = Watch['verdicts'][number];
type Note = Watch['notes'][number];
type Values = Verdict['values'];
type Text = (values: Values) => string;

const share = (values: Values, key: string) => formatPercent(number(values, key));
const ms = (values: Values, key: string) => formatMs(number(values, key));
const rate = (values: Values, key: string) => formatRate(number(values, key));
const distance = (values: Values) =>
  Math.max(0.1, Math.abs((number(values, 'seen') ?? 0) - (number(values, 'configured') ?? 0)) * 100).toFixed(1);
const reason = (values: Values, locale: Locale) =>
  errorReason({ code: text(values, 'code'), flag: text(values, 'flag') }, responseTranslate(locale));
const text = (values: Values, key: string) => String(values[key] ?? '–');

const isNone = (values: Values) => (number(values, 'requestsPerSecond') ?? 0) <= 0;

function number(values: Values, key: string): number | null {
  const value = values[key];
  return typeof value === 'number' ? value : null;
}

/** Sentences for the live panels: what is seen, of what, how much. */
const verdicts: Record<Locale, Record<Verdict['code'], Text>> = {
  en: {
    'share-as-intended': (v) => `Shares are within ${distance(v)} points of the rule.`,
    'share-off': (v) => `${text(v, 'label')} gets ${share(v, 'seen')}, the rule says ${share(v, 'configured')}.`,
    'no-requests': () => 'The rule got no request in the last minute.',
    'destinations-alike': (v) => `${text(v, 'labels')} lead to the same pods: their shares cannot be told apart.`,
    'not-attributable': (v) =>
      v.fix === 'telemetry'
        ? `${rate(v, 'requestsPerSecond')} took this rule or another one: the metrics carry no route names that would tell.`
        : `${rate(v, 'requestsPerSecond')} took this rule or another one of the same name or none: a name of its own tells them apart.`,
    unreached: (v) => `${share(v, 'ratio')} of the requests reached no version, mostly: ${reason(v, 'en')}.`,
    'errors-worse': (v) =>
      `${share(v, 'ratio')} of the requests to ${text(v, 'label')} fail, to ${text(v, 'baseline')} ${share(v, 'baselineRatio')}.`,
    'errors-better': (v) =>
      `${share(v, 'ratio')} of the requests to ${text(v, 'label')} fail, fewer than to ${text(v, 'baseline')} (${share(v, 'baselineRatio')}).`,
    'errors-alike': (v) => `${text(v, 'label')} fails no more often than ${text(v, 'baseline')}.`,
    'latency-worse': (v) => `${text(v, 'label')} is slower: P99 ${ms(v, 'ms')}, ${text(v, 'baseline')} ${ms(v, 'baselineMs')}.`,
    'latency-better': (v) => `${text(v, 'label')} is faster: P99 ${ms(v, 'ms')}, ${text(v, 'baseline')} ${ms(v, 'baselineMs')}.`,
    'latency-alike': (v) => `${text(v, 'label')} is as fast as ${text(v, 'baseline')}, as far as the histogram tells.`,
    'too-few-requests': (v) =>
      `${text(v, 'label')} has ${text(v, 'requests')} requests so far; ${text(v, 'needed')} are needed to compare.`,
    'shadow-as-intended': (v) => `${text(v, 'label')} gets ${share(v, 'seen')} of the requests as copies, as configured.`,
    'shadow-off': (v) =>
      `${text(v, 'label')} gets copies of ${share(v, 'seen')} of the requests, configured are ${share(v, 'configured')}.`,
    'no-shadow': () => 'No copy has arrived in the last minute.',
    'delay-as-intended': (v) => `${share(v, 'seen')} of the requests are delayed by ${ms(v, 'delayMs')}, as configured.`,
    'delay-off': (v) => `${share(v, 'seen')} of the requests are delayed by ${ms(v, 'delayMs')}, configured are ${share(v, 'configured')}.`,
    'abort-as-intended': (v) => `${share(v, 'seen')} of the requests are answered with ${text(v, 'status')}, as configured.`,
    'abort-off': (v) =>
      `${share(v, 'seen')} of the requests are answered with ${text(v, 'status')}, configured are ${share(v, 'configured')}.`,
    'delay-seen': (v) =>
      isNone(v)
        ? `No request was delayed by ${ms(v, 'delayMs')} in the last minute.`
        : `${rate(v, 'requestsPerSecond')} are delayed by ${ms(v, 'delayMs')}; of how many requests is not known.`,
    'abort-seen': (v) =>
      isNone(v)
        ? `No request was answered with an injected ${text(v, 'status')} in the last minute.`
        : `${rate(v, 'requestsPerSecond')} are answered with ${text(v, 'status')}; of how many requests is not known.`,
  },
  zh: {
    'share-as-intended': (v) => `占比与规则相差不到 ${distance(v)} 个百分点。`,
    'share-off': (v) => `${text(v, 'label')} 实际占 ${share(v, 'seen')}，规则配置 ${share(v, 'configured')}。`,
    'no-requests': () => '最近一分钟规则没有收到请求。',
    'destinations-alike': (v) => `${text(v, 'labels')} 指向相同的 Pod，占比无法区分。`,
    'not-attributable': (v) =>
      v.fix === 'telemetry'
        ? `${rate(v, 'requestsPerSecond')} 属于本规则或其他规则：指标不带路由名，无法归属。`
        : `${rate(v, 'requestsPerSecond')} 属于本规则或其他同名、未命名的规则：单独命名后即可区分。`,
    unreached: (v) => `${share(v, 'ratio')} 的请求没有到达任何版本，主要原因：${reason(v, 'zh')}。`,
    'errors-worse': (v) => `${text(v, 'label')} 错误率 ${share(v, 'ratio')}，高于 ${text(v, 'baseline')} 的 ${share(v, 'baselineRatio')}。`,
    'errors-better': (v) =>
      `${text(v, 'label')} 错误率 ${share(v, 'ratio')}，低于 ${text(v, 'baseline')} 的 ${share(v, 'baselineRatio')}。`,
    'errors-alike': (v) => `${text(v, 'label')} 的错误不比 ${text(v, 'baseline')} 多。`,
    'latency-worse': (v) => `${text(v, 'label')} 更慢：P99 ${ms(v, 'ms')}，${text(v, 'baseline')} 为 ${ms(v, 'baselineMs')}。`,
    'latency-better': (v) => `${text(v, 'label')} 更快：P99 ${ms(v, 'ms')}，${text(v, 'baseline')} 为 ${ms(v, 'baselineMs')}。`,
    'latency-alike': (v) => `就直方图精度而言，${text(v, 'label')} 与 ${text(v, 'baseline')} 一样快。`,
    'too-few-requests': (v) => `${text(v, 'label')} 目前只有 ${text(v, 'requests')} 个请求，比较需要 ${text(v, 'needed')} 个。`,
    'shadow-as-intended': (v) => `${text(v, 'label')} 收到 ${share(v, 'seen')} 请求的副本，与配置一致。`,
    'shadow-off': (v) => `${text(v, 'label')} 收到 ${share(v, 'seen')} 请求的副本，配置为 ${share(v, 'configured')}。`,
    'no-shadow': () => '最近一分钟没有收到副本。',
    'delay-as-intended': (v) => `${share(v, 'seen')} 的请求被延迟 ${ms(v, 'delayMs')}，与配置一致。`,
    'delay-off': (v) => `${share(v, 'seen')} 的请求被延迟 ${ms(v, 'delayMs')}，配置为 ${share(v, 'configured')}。`,
    'abort-as-intended': (v) => `${share(v, 'seen')} 的请求返回 ${text(v, 'status')}，与配置一致。`,
    'abort-off': (v) => `${share(v, 'seen')} 的请求返回 ${text(v, 'status')}，配置为 ${share(v, 'configured')}。`,
    'delay-seen': (v) =>
      isNone(v)
        ? `最近一分钟没有请求被延迟 ${ms(v, 'delayMs')}。`
        : `${rate(v, 'requestsPerSecond')} 被延迟 ${ms(v, 'delayMs')}，占多少请求无法得知。`,
    'abort-seen': (v) =>
      isNone(v)
        ? `最近一分钟没有请求被注入 ${text(v, 'status')}。`
        : `${rate(v, 'requestsPerSecond')} 返回 ${text(v, 'status')}，占多少请求无法得知。`,
  },
};

const notes: Record<Locale, Record<Note['code'], Text>> = {
  en: {
    'shadow-alone': () => 'Copies are the requests of callers that send this version nothing live.',
    'shadow-by-difference': (v) =>
      `Copies of ${text(v, 'label')} are what its proxy counted less what the callers’ proxies counted; repeated tries count as copies too.`,
    'route-telemetry-off': () => 'No Telemetry object puts route names on the metrics: versions are told apart, rules are not.',
    'route-unnamed': () => 'The rule has no name; other unnamed rules may hide in its numbers. Naming it tells them apart.',
    'not-attributable': (v) => `${rate(v, 'requestsPerSecond')} cannot be told from the traffic of other rules.`,
    'callers-without-proxy': (v) => `${rate(v, 'requestsPerSecond')} come from callers without a proxy; no rule binds them.`,
    'several-workloads': (v) => `${text(v, 'label')} is several workloads; the weight is one for all of them.`,
    'no-workload': (v) => `No workload carries the labels of ${text(v, 'subset')}.`,
    'changed-in-window': (v) => `The rule changed ${text(v, 'secondsAgo')} s ago: the last minute still holds requests from before.`,
    'no-rule': () => 'The object has no such rule any more.',
    'latency-at-callee': () => 'Latencies are those of the callees’ proxies: nobody else sees copies.',
  },
  zh: {
    'shadow-alone': () => '副本取自不向该版本发送真实流量的调用方。',
    'shadow-by-difference': (v) => `${text(v, 'label')} 的副本数 = 其代理计数减去调用方代理计数；重试也计入副本。`,
    'route-telemetry-off': () => '没有 Telemetry 对象把路由名写入指标：能区分版本，不能区分规则。',
    'route-unnamed': () => '规则没有名称，其他无名规则可能混在其中。命名后即可区分。',
    'not-attributable': (v) => `${rate(v, 'requestsPerSecond')} 无法与其他规则的流量区分。`,
    'callers-without-proxy': (v) => `${rate(v, 'requestsPerSecond')} 来自没有代理的调用方，不受规则约束。`,
    'several-workloads': (v) => `${text(v, 'label')} 由多个工作负载组成，共用一个权重。`,
    'no-workload': (v) => `没有工作负载带有 ${text(v, 'subset')} 的标签。`,
    'changed-in-window': (v) => `规则在 ${text(v, 'secondsAgo')} 秒前更改：最近一分钟仍含更改前的请求。`,
    'no-rule': () => '对象中已没有这条规则。',
    'latency-at-callee': () => '延迟取自被调用方代理：只有它们能看到副本。',
  },
};

export function describeVerdict(verdict: Verdict, locale: Locale): string {
  return verdicts[locale][verdict.code](verdict.values);
}

export function describeNote(note: Note, locale: Locale): string {
  return notes[locale][note.code](note.values);
}

const tones: Partial<Record<Verdict['code'], 'ok' | 'warn'>> = {
  'share-as-intended': 'ok',
  'share-off': 'warn',
  'no-requests': 'warn',
  unreached: 'warn',
  'errors-worse': 'warn',
  'errors-better': 'ok',
  'errors-alike': 'ok',
  'latency-worse': 'warn',
  'latency-better': 'ok',
  'latency-alike': 'ok',
  'shadow-as-intended': 'ok',
  'shadow-off': 'warn',
  'no-shadow': 'warn',
  'delay-as-intended': 'ok',
  'delay-off': 'warn',
  'abort-as-intended': 'ok',
  'abort-off': 'warn',
};

/**
 * Right after a change the window still holds time before it: what differs from the rule says nothing yet. `changedMs` is known at once of
 * what went through here; of what others wrote the server tells.
 */
export function isSettling(watch: Pick<Watch, 'window' | 'notes'>, changedMs: number | null): boolean {
  if (watch.notes.some(({ code }) => code === 'changed-in-window')) return true;
  return changedMs !== null && watch.window.endMs - changedMs < watch.window.effectiveRangeSeconds * 1000;
}

/** `ok`: as intended or no worse; `warn`: needs a look; `plain`: not known yet. */
export function toneOf(verdict: Verdict): 'ok' | 'warn' | 'plain' {
  return tones[verdict.code] ?? 'plain';
}

/** What cannot be told apart is neither as intended nor too early to say. */
export function isInDoubt(watch: Pick<Watch, 'verdicts'>): boolean {
  return watch.verdicts.some(({ code }) => code === 'not-attributable' || code === 'destinations-alike');
}

/** Whether a name for the rule would tell its requests apart. */
export function wantsName(watch: Pick<Watch, 'verdicts'>): boolean {
  return watch.verdicts.some(({ code, values }) => code === 'not-attributable' && values.fix === 'name');
}

/** The verdicts that belong to one row of the comparison. */
export function isAbout(verdict: Verdict, row: 'share' | 'errors' | 'latency'): boolean {
  if (row === 'share')
    return /^(share|shadow|no-shadow|no-requests|not-attributable|destinations-alike|unreached|delay|abort)/.test(verdict.code);
  return verdict.code.startsWith(row) || verdict.code === 'too-few-requests';
}
