/** The name that was probably meant; undefined where none is near: about one slip per three letters. */
export function closestName(written: string, names: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance <= Math.max(1, Math.floor(wanted.length / 3)) && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
