import { styleText } from 'node:util';
import { describeVerdict, describeWhatIf, fitsLog, type Journey, type Outcome } from '@pidalio/explain';
import { describe, type Stop } from '@pidalio/routing';
import { placeOfStop } from './place-of-stop.ts';
import type { Told } from './told.ts';
import { words } from './words.ts';

/** A story for the terminal: the verdict, then what decided from top to bottom with the place of each line, then what else could be. */
export function writeText(told: Told, color: boolean): string {
  const { journey, locale, whatIfs } = told;
  const text = words(locale);
  const style: Style = (format, part) => (color ? styleText(format, part, { validateStream: false }) : part);
  const { alternatives } = journey;
  const parts = [headerOf(told, style), ...verdictOf(journey, told, style)];
  if (alternatives.length === 0) parts.push('', ...storyOf(told, journey));
  else {
    parts.push(
      '',
      style('bold', text.either),
      ...verdictOf({ ...journey, verdict: journey.certain }, told, style),
      ...storyOf(told, journey),
    );
    for (const { assumption, journey: other } of alternatives) {
      const place = placeOfStop(told.mesh, told.sources, assumption)?.text ?? '';
      parts.push(
        '',
        style('bold', `${text.or} (${place})${fitOf(told, other)}`),
        ...verdictOf(other, told, style),
        ...storyOf(told, other),
      );
    }
  }
  if (told.log !== undefined) {
    const { status, flags, details, routeName, upstreamCluster } = told.log;
    parts.push('', row(text.log, [status, flags.join(','), details, routeName, upstreamCluster].filter((part) => part !== '').join(' ')));
    if (isRefuted(told)) parts.push(row('', text.fitsNone));
  }
  if (whatIfs.length > 0) {
    parts.push('');
    for (const [index, whatIf] of whatIfs.entries()) {
      const { title } = describeVerdict(whatIf.verdict, locale);
      parts.push(row(index === 0 ? text.whatIf : '', `${describeWhatIf(whatIf, locale)} → ${title}`));
    }
  }
  return `${parts.join('\n')}\n`;
}

/** Whether the line contradicts every end that is told. */
function isRefuted({ log, journey }: Told): boolean {
  const ends = [journey, ...journey.alternatives.map((alternative) => alternative.journey)];
  return log !== undefined && ends.every((end) => fitsLog(end, log) === false);
}

/** Evidence for one of several ends; neither is claimed. */
function fitOf({ log, locale }: Told, journey: Journey): string {
  return log !== undefined && fitsLog(journey, log) === true ? `: ${words(locale).fits}` : '';
}

type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

function headerOf({ journey, locale, senderFrom }: Told, style: Style): string {
  const text = words(locale);
  const { method, scheme, authority, host, port, path, caller, protocol } = journey.request;
  const target = authority ?? host;
  const place = `${target}${/:\d+$/.test(target) ? '' : `:${port}`}`;
  const what = protocol === 'tcp' ? `TCP ${place}` : `${method} ${scheme ?? 'http'}://${place}${path}`;
  const name = `${caller.name ?? (caller.proxy === 'gateway' ? 'gateway' : text.callerOutside)} (${caller.namespace})`;
  return `${style('bold', what)}  ${text.from(name)}${senderFrom === 'assumed' ? `; ${text.assumed}` : ''}`;
}

const MARKS: Readonly<Record<Journey['verdict']['kind'], readonly ['green' | 'yellow' | 'red', string]>> = {
  delivered: ['green', '✓'],
  answered: ['green', '✓'],
  denied: ['red', '✗'],
  'no-route': ['red', '✗'],
  unreachable: ['red', '✗'],
  uncertain: ['yellow', '?'],
};

function verdictOf({ verdict }: Pick<Journey, 'verdict'>, { locale }: Told, style: Style): string[] {
  const { title, reason } = describeVerdict(verdict, locale);
  const [hue, mark] = MARKS[verdict.kind];
  return [`${style(hue, mark)} ${style('bold', title)}`, `  ${reason}`];
}

type Chapter = 'caller' | 'host' | 'rules' | 'way' | 'destination' | 'connection' | 'permission' | 'other';

/** By the first part of a stop's code. */
const CHAPTERS: Readonly<Record<string, Chapter>> = {
  CL: 'caller',
  SC: 'caller',
  GW: 'host',
  LS: 'host',
  VH: 'host',
  VS: 'host',
  RT: 'rules',
  TC: 'host',
  TL: 'host',
  FI: 'way',
  AC: 'way',
  DS: 'destination',
  MT: 'connection',
  PA: 'connection',
  RA: 'permission',
  AP: 'permission',
};

function storyOf(told: Told, journey: Journey): string[] {
  const text = words(told.locale);
  const lines = rowsOf(told, journey.caller.stops);
  for (const [index, arrival] of journey.arrivals.entries()) {
    const { connection, workload, cluster, stops } = arrival;
    const to = workload?.name ?? cluster.host;
    const how = connection.sends === 'mutual-tls' ? text.mutualTls(connection.principal ?? '') : text.plainText;
    lines.push(row(index === 0 || stops.length > 0 ? text.connection : '', `${to}: ${how}`), ...rowsOf(told, stops));
  }
  for (const [index, outcome] of journey.outcomes.entries()) {
    lines.push(row(index === 0 ? text.outcomes : '', outcomeText(outcome, text)));
  }
  for (const [index, { reporter, name, labels }] of journey.series.entries()) {
    const shown = ['source_workload', 'destination_workload', 'destination_version', 'response_code', 'response_flags', 'route_name'];
    const inBraces = shown.flatMap((label) => (labels[label] === undefined ? [] : [`${label}="${labels[label]}"`]));
    lines.push(row(index === 0 ? text.series : '', `${name}{reporter="${reporter}", ${inBraces.join(', ')}}`));
  }
  return lines;
}

function rowsOf(told: Told, stops: readonly Stop[]): string[] {
  const text = words(told.locale);
  const sentences = distinct(stops).map((stop) => ({
    chapter: CHAPTERS[stop.code.split('-')[0] ?? ''] ?? 'other',
    stop,
    text: markOf(stop) + describe(stop, told.locale),
  }));
  const width = Math.min(90, Math.max(...sentences.map((sentence) => widthOf(sentence.text))));
  return sentences.map((sentence, index) => {
    const isFirst = sentences[index - 1]?.chapter !== sentence.chapter;
    const place = placeOfStop(told.mesh, told.sources, sentence.stop)?.text ?? '';
    const gap = ' '.repeat(Math.max(2, width - widthOf(sentence.text) + 2));
    return row(isFirst ? text[sentence.chapter] : '', place === '' ? sentence.text : `${sentence.text}${gap}${place}`);
  });
}

/** One DestinationRule stands behind several destinations. */
function distinct(stops: readonly Stop[]): Stop[] {
  const seen = new Set<string>();
  return stops.filter((stop) => {
    const key = JSON.stringify(stop);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function markOf({ code }: Stop): string {
  if (code === 'RT-MATCH') return '✓ ';
  if (code === 'RT-MAY-MATCH') return '? ';
  return /^RT-(?:STATIC|\w+-MISMATCH|HEADER-PRESENT)$/.test(code) ? '✗ ' : '';
}

function outcomeText(
  { probability, kind, status, flags, details, destination, workload }: Outcome,
  text: ReturnType<typeof words>,
): string {
  const share = `${Math.round(probability * 1000) / 10} %`;
  const to =
    workload === undefined
      ? destination === undefined
        ? ''
        : `${destination.host}:${destination.port}`
      : `${workload.namespace}/${workload.name}`;
  const answer = status === null ? text.delivered : status === 0 ? text.noAnswer : String(status);
  return [share, answer, kind === 'delivered' ? '' : flags, kind === 'delivered' ? '' : details, to]
    .filter((part) => part !== '')
    .join('  ');
}

const LABEL_WIDTH = 14;

function row(label: string, text: string): string {
  return `  ${label}${' '.repeat(Math.max(1, LABEL_WIDTH - widthOf(label)))}${text}`;
}

/** Columns in a terminal: Chinese characters and their punctuation take two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (/[\u2e80-\u9fff\uff00-\uff60\u3000-\u303f]/.test(char) ? 2 : 1), 0);
}
