const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Natural order: v2 before v10. */
export function compareVersions(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Position of each version among all of its app, which decides its colour. */
export function versionIndexes(versions: Iterable<string>): Map<string, number> {
  return new Map([...new Set(versions)].sort(compareVersions).map((version, index) => [version, index]));
}
