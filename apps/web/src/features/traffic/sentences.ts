import type { Experiment } from '@pidalio/contract';
import type { Translate } from '../../lib/words.ts';
import { formatMs, formatPercent } from '../../ui/format.ts';
import type { trafficWords } from './words.ts';

/** What an experiment is meant to do, in one sentence. */
export function sentenceOf(experiment: Experiment, t: Translate<keyof typeof trafficWords.en>): string {
  const { kind, configured, matches } = experiment;
  const where = matches.length > 0 ? t('sentence.where', { match: matches.join(' | ') }) : '';
  const shares = configured.filter(({ unit }) => unit === '%');
  switch (kind) {
    case 'canary':
      return t('sentence.canary', { shares: shares.map(({ label, value }) => `${label} ${value}`).join(' · '), where });
    case 'mirror':
      return t('sentence.mirror', { percent: formatPercent((shares[0]?.value ?? 0) / 100), to: shares[0]?.label ?? '', where });
    case 'rules':
      return t('sentence.rules', {
        match: matches.join(' | ') || t('sentence.everything'),
        to: shares.map(({ label }) => label).join(', '),
      });
    case 'fault':
      return [delaySentence(experiment, t), abortSentence(experiment, t)].filter(Boolean).join(t('sentence.and')) + where;
  }
}

function delaySentence({ configured }: Experiment, t: Translate<keyof typeof trafficWords.en>): string {
  const delay = configured.find(({ unit }) => unit === 'ms');
  if (!delay) return '';
  const percent = configured.find(({ unit, label }) => unit === '%' && label === delay.label);
  return t('sentence.delay', { delay: formatMs(delay.value), percent: formatPercent((percent?.value ?? 100) / 100) });
}

function abortSentence({ configured }: Experiment, t: Translate<keyof typeof trafficWords.en>): string {
  const abort = configured.find(({ unit }) => unit === 'status');
  if (!abort) return '';
  const percent = configured.find(({ unit, label }) => unit === '%' && label === abort.label);
  return t('sentence.abort', { status: String(abort.value), percent: formatPercent((percent?.value ?? 100) / 100) });
}
