export type LabelValues = Readonly<Record<string, string | readonly string[]>>;

/** Label matchers as PromQL writes them; of several values any may match. */
export function matchers(labels: LabelValues): string {
  return Object.entries(labels)
    .map(([name, values]) => [name, typeof values !== 'string' && values.length === 1 ? (values[0] ?? '') : values] as const)
    .map(([name, value]) => (typeof value === 'string' ? `${name}=${quote(value)}` : `${name}=~${quote(value.map(escapeRegex).join('|'))}`))
    .join(',');
}

/** PromQL strings are quoted as Go quotes them. */
function quote(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

export function sumRate(by: readonly string[], metric: string, selector: string, window: string): string {
  const rate = `rate(${metric}{${selector}}[${window}])`;
  return by.length === 0 ? `sum(${rate})` : `sum by (${by.join(', ')}) (${rate})`;
}
