/** Kubernetes objects come from outside: their fields are looked at with care. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** True when `labels` carries everything `selector` asks for; an empty selector asks for nothing. */
export function hasLabels(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, unknown>>): boolean {
  for (const name in selector) if (labels[name] !== selector[name]) return false;
  return true;
}
