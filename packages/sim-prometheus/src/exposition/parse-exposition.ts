import { parseFloatText } from '../format-float.ts';
import type { MetricFamily, Sample } from './sample.ts';

/** What a `# TYPE` or `# HELP` line says of a family. */
export type FamilyMetadata = Pick<MetricFamily, 'type' | 'help'>;

export interface Exposition {
  samples: Sample[];
  metadata: Map<string, FamilyMetadata>;
}

export class ExpositionError extends Error {
  override name = 'ExpositionError';
}

/** Samples of a page in the Prometheus text format 0.0.4. Throws `ExpositionError` on a line that is not of that format. */
export function parseExposition(text: string): Sample[] {
  return parseExpositionPage(text).samples;
}

export function parseExpositionPage(text: string): Exposition {
  const page: Exposition = { samples: [], metadata: new Map() };
  const lines = text.split('\n');
  lines.forEach((raw, i) => {
    const line = raw.trim();
    if (line === '') return;
    if (line.startsWith('#')) readComment(line, page.metadata);
    else page.samples.push(readSample(line, i + 1));
  });
  return page;
}

const metricTypes = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;

function readComment(line: string, metadata: Map<string, FamilyMetadata>): void {
  const match = /^#\s+(TYPE|HELP)\s+(\S+)\s*(.*)$/.exec(line);
  if (match === null) return;
  const [, kind, name = '', rest = ''] = match;
  const known = metadata.get(name) ?? { type: 'untyped', help: '' };
  if (kind === 'TYPE') metadata.set(name, { ...known, type: metricTypes.find((type) => type === rest.trim()) ?? 'untyped' });
  else metadata.set(name, { ...known, help: unescapeText(rest) });
}

const namePattern = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelPattern =
  /\s*(?:([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"|"((?:[^"\\]|\\.)*)"(?:\s*=\s*"((?:[^"\\]|\\.)*)")?)\s*(,|(?=\}))/y;

function readSample(line: string, lineNumber: number): Sample {
  const fail = (reason: string) => new ExpositionError(`line ${lineNumber}: ${reason}`);
  const labels: Record<string, string> = {};
  namePattern.lastIndex = 0;
  const name = namePattern.exec(line)?.[0];
  if (name !== undefined) labels.__name__ = name;
  let at = name?.length ?? 0;
  while (line[at] === ' ' || line[at] === '\t') at++;
  if (line[at] === '{') at = readLabels(line, at + 1, labels, fail);
  if (labels.__name__ === undefined) throw fail('no metric name');
  const [valueText = '', timestampText, ...excess] = line.slice(at).trim().split(/\s+/);
  const value = parseFloatText(valueText);
  if (value === undefined || excess.length > 0) throw fail(`"${line.slice(at).trim()}" is no value`);
  if (timestampText === undefined) return { labels, value };
  if (!/^-?\d+$/.test(timestampText)) throw fail(`"${timestampText}" is no timestamp`);
  return { labels, value, timestampMs: Number(timestampText) };
}

/** Reads from behind the opening brace and returns the place behind the closing one. */
function readLabels(line: string, from: number, labels: Record<string, string>, fail: (reason: string) => Error): number {
  let at = from;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (line[at] === '}') return at + 1;
    labelPattern.lastIndex = at;
    const match = labelPattern.exec(line);
    if (match === null) throw fail('malformed labels');
    const [whole, plainName, plainValue, quoted, quotedValue] = match;
    if (plainName !== undefined) labels[plainName] = unescapeText(plainValue ?? '');
    else if (quotedValue === undefined) labels.__name__ = unescapeText(quoted ?? '');
    else labels[unescapeText(quoted ?? '')] = unescapeText(quotedValue);
    at += whole.length;
  }
}

function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)) : text;
}
