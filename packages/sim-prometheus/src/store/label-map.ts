import type { Labels } from './labels.ts';

interface Entry<T> {
  readonly labels: Labels;
  value: T;
  next: Entry<T> | undefined;
}

/** From label sets to values, by hash: the text of a label set is long, and would be made anew for each. */
export class LabelMap<T> {
  private readonly entries = new Map<number, Entry<T>>();
  size = 0;

  get(labels: Labels): T | undefined {
    let entry = this.entries.get(labels.hash);
    while (entry !== undefined && !entry.labels.equals(labels)) entry = entry.next;
    return entry?.value;
  }

  set(labels: Labels, value: T): void {
    const { hash } = labels;
    const first = this.entries.get(hash);
    let entry = first;
    while (entry !== undefined && !entry.labels.equals(labels)) entry = entry.next;
    if (entry !== undefined) entry.value = value;
    else {
      this.entries.set(hash, { labels, value, next: first });
      this.size++;
    }
  }

  *values(): IterableIterator<T> {
    for (const first of this.entries.values()) {
      for (let entry: Entry<T> | undefined = first; entry !== undefined; entry = entry.next) yield entry.value;
    }
  }
}
