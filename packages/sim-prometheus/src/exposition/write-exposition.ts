import { formatGo } from '../format-float.ts';
import type { FamilySample, MetricFamily } from './sample.ts';

/** The content type that belongs to what `writeExposition` returns. */
export const expositionContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metric families as a page in the Prometheus text format 0.0.4. */
export function writeExposition(families: Iterable<MetricFamily>): string {
  const lines: string[] = [];
  for (const family of families) {
    lines.push(`# HELP ${family.name} ${escapeHelp(family.help)}`, `# TYPE ${family.name} ${family.type}`);
    for (const sample of family.samples) lines.push(writeSample(family.name, sample));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function writeSample(familyName: string, sample: FamilySample): string {
  const labels = Object.entries(sample.labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  const name = familyName + (sample.suffix ?? '') + (labels.length === 0 ? '' : `{${labels.join(',')}}`);
  const time = sample.timestampMs === undefined ? '' : ` ${sample.timestampMs}`;
  return `${name} ${formatGo(sample.value)}${time}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return /[\\"\n]/.test(text) ? escapeHelp(text).replaceAll('"', '\\"') : text;
}
