/** The difference in words; undefined where there is none. */
export function differs(what: string, wanted: unknown, got: unknown): string | undefined {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  return a === b ? undefined : `${what}: expected ${a}, got ${b}`;
}

/** Compares only where something was recorded. */
export function given(what: string, wanted: unknown, got: unknown): string | undefined {
  return wanted === undefined ? undefined : differs(what, wanted, got);
}

export function sorted(map: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
