import type { KubeObject } from './types.ts';

/** One committed change. `object` is the state after it; for DELETED the last state with the revision of the deletion. */
export interface Change {
  revision: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  key: string;
  object: KubeObject;
  previous?: KubeObject;
}

/** Changes kept per resource for watches that start in the past and for reads at an exact revision. */
const historyLength = 4000;

/** The oldest revisions of a fresh store; clients use 0 and 1 for "any" and for provoking "too old". */
const firstRevision = 10;

interface Bucket {
  objects: Map<string, KubeObject>;
  /** Keys in order; dropped when the set of keys changes. */
  sorted?: string[];
  changes: Change[];
  /** Revisions up to this one can no longer be replayed. */
  compacted: number;
  listeners: Set<(change: Change) => void>;
}

export function storageKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/**
 * A store in the manner of etcd: one revision counter for everything, per resource the objects and their recent changes.
 * Objects are never changed in place, so they can be shared with readers that keep to that too.
 */
export class Store {
  private readonly buckets = new Map<string, Bucket>();
  private readonly undelivered: { bucket: Bucket; change: Change }[] = [];
  private delivering = false;
  private current = firstRevision;

  get revision(): number {
    return this.current;
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.bucket(resource).objects.get(key);
  }

  /** All objects in key order, or those of one namespace. */
  list(resource: string, namespace?: string): KubeObject[] {
    const bucket = this.bucket(resource);
    bucket.sorted ??= [...bucket.objects.keys()].sort();
    const found: KubeObject[] = [];
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    for (let i = prefix ? lowerBound(bucket.sorted, prefix) : 0; i < bucket.sorted.length; i++) {
      const key = bucket.sorted[i] ?? '';
      if (!key.startsWith(prefix)) break;
      const object = bucket.objects.get(key);
      if (object) found.push(object);
    }
    return found;
  }

  /** The list as it was at a revision, or `undefined` when that is no longer known. */
  listAt(resource: string, revision: number, namespace?: string): KubeObject[] | undefined {
    const bucket = this.bucket(resource);
    if (revision < bucket.compacted) return undefined;
    if (bucket.changes.every((change) => change.revision <= revision)) return this.list(resource, namespace);
    const objects = new Map(bucket.objects);
    for (let i = bucket.changes.length - 1; i >= 0; i--) {
      const change = bucket.changes[i];
      if (!change || change.revision <= revision) break;
      if (change.previous) objects.set(change.key, change.previous);
      else objects.delete(change.key);
    }
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    return [...objects.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Commits what `build` makes of the new revision. */
  put(resource: string, key: string, build: (revision: number) => KubeObject): KubeObject {
    const bucket = this.bucket(resource);
    const previous = bucket.objects.get(key);
    const revision = ++this.current;
    const object = build(revision);
    bucket.objects.set(key, object);
    if (!previous) bucket.sorted = undefined;
    this.record(bucket, { revision, type: previous ? 'MODIFIED' : 'ADDED', key, object, ...(previous ? { previous } : {}) });
    return object;
  }

  delete(resource: string, key: string, build: (revision: number, last: KubeObject) => KubeObject): void {
    const bucket = this.bucket(resource);
    const previous = bucket.objects.get(key);
    if (!previous) return;
    const revision = ++this.current;
    bucket.objects.delete(key);
    bucket.sorted = undefined;
    this.record(bucket, { revision, type: 'DELETED', key, object: build(revision, previous), previous });
  }

  /** Recent changes after a revision, or `undefined` when some of them are no longer known. */
  changesSince(resource: string, revision: number): Change[] | undefined {
    const bucket = this.bucket(resource);
    if (revision < bucket.compacted) return undefined;
    return bucket.changes.filter((change) => change.revision > revision);
  }

  /** Forgets the changes of all resources up to now, as etcd's compaction does. */
  compact(): void {
    for (const bucket of this.buckets.values()) {
      bucket.changes = [];
      bucket.compacted = this.current;
    }
  }

  compactedRevision(resource: string): number {
    return this.bucket(resource).compacted;
  }

  subscribe(resource: string, listener: (change: Change) => void): () => void {
    const { listeners } = this.bucket(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  private bucket(resource: string): Bucket {
    let bucket = this.buckets.get(resource);
    if (!bucket) {
      bucket = { objects: new Map(), changes: [], compacted: firstRevision - 1, listeners: new Set() };
      this.buckets.set(resource, bucket);
    }
    return bucket;
  }

  private record(bucket: Bucket, change: Change): void {
    bucket.changes.push(change);
    // Trimmed in blocks: shifting one by one would make every write pay for the whole history.
    if (bucket.changes.length > historyLength * 1.25) {
      const dropped = bucket.changes.splice(0, bucket.changes.length - historyLength);
      bucket.compacted = dropped[dropped.length - 1]?.revision ?? bucket.compacted;
    }
    if (bucket.listeners.size > 0) this.undelivered.push({ bucket, change });
    this.deliver();
  }

  /** A listener may write; what that causes is delivered after the change at hand, so every listener sees the same order. */
  private deliver(): void {
    if (this.delivering) return;
    this.delivering = true;
    try {
      for (let next = this.undelivered.shift(); next; next = this.undelivered.shift()) {
        for (const listener of [...next.bucket.listeners]) listener(next.change);
      }
    } finally {
      this.delivering = false;
    }
  }
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
