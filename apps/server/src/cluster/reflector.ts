import type { KubeObject } from '@pidalio/istio';
import { fieldsOf, listOf, textOf } from '@pidalio/istio';
import { KubeError } from './kube-error.ts';
import type { KubeHttp } from './kube-http.ts';
import { toKubeObject } from './kube-object.ts';

export type ReflectorState =
  | { phase: 'starting' }
  | { phase: 'live' }
  /** The API server does not let us list this, or does not serve it (any more). */
  | { phase: 'refused'; message: string; nextTryMs: number }
  | { phase: 'failing'; message: string; nextTryMs: number };

export interface ReflectorOptions {
  http: KubeHttp;
  path: string;
  fieldSelector?: string;
  apiVersion: string;
  kind: string;
  /** What is kept of an object; null drops it. */
  keep: (object: KubeObject) => KubeObject | null;
  onChange: () => void;
  onState: () => void;
  now: () => number;
}

/** Keeps one list of objects equal to the API server's. */
export interface Reflector {
  objects: () => IterableIterator<KubeObject>;
  get: (namespace: string, name: string) => KubeObject | undefined;
  state: () => ReflectorState;
  /** Whether the list was ever complete. */
  listed: () => boolean;
  start: () => void;
  stop: () => void;
  /** Drops the watch, so that a connection that is silently dead is found out. */
  reconnect: () => void;
}

const pageSize = '500';
const firstRetryMs = 500;
const longestRetryMs = 15_000;
const refusedRetryMs = 60_000;
/** The server ends a watch after this long, and we carry on from where it ended. */
const watchSeconds = 240;
/** A watch that lived this long was a good one. */
const goodWatchMs = 5000;

/**
 * List, then watch from the list's resourceVersion; when the server ends the watch, watch on from the last version seen. After anything
 * unexpected (410 Expired, a torn connection, an error event, an API server that lost its memory in a restart) list again: a list is
 * never wrong. Meanwhile the old objects stay. (The contract: Kubernetes docs, "Efficient detection of changes"; client-go reflector.go.)
 */
export function createReflector(options: ReflectorOptions): Reflector {
  const { http, path, now } = options;
  let cache = new Map<string, KubeObject>();
  let state: ReflectorState = { phase: 'starting' };
  let listed = false;
  let stopped = false;
  let resourceVersion: string | null = null;
  let failures = 0;
  let running = new AbortController();
  let wake: (() => void) | null = null;
  const selector: Record<string, string> = options.fieldSelector === undefined ? {} : { fieldSelector: options.fieldSelector };

  function move(next: ReflectorState): void {
    state = next;
    options.onState();
  }

  async function list(signal: AbortSignal): Promise<void> {
    const fresh = new Map<string, KubeObject>();
    let page: { continue?: string } = {};
    do {
      const { body } = await http.request({ method: 'GET', path, query: { ...selector, limit: pageSize, ...page }, signal });
      const { metadata, items } = fieldsOf(body);
      for (const item of listOf(items)) {
        // Items of a list carry no apiVersion and kind of their own.
        const kept = options.keep(toKubeObject({ apiVersion: options.apiVersion, kind: options.kind, ...fieldsOf(item) }));
        if (kept !== null) fresh.set(keyOf(kept), kept);
      }
      resourceVersion = textOf(fieldsOf(metadata).resourceVersion) ?? null;
      const token = textOf(fieldsOf(metadata).continue);
      page = token === undefined || token === '' ? {} : { continue: token };
    } while (page.continue !== undefined);
    const changed = !listed || !sameObjects(cache, fresh);
    cache = fresh;
    listed = true;
    if (changed) options.onChange();
  }

  async function watch(signal: AbortSignal): Promise<void> {
    const query = {
      ...selector,
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(watchSeconds),
      ...(resourceVersion === null ? {} : { resourceVersion }),
    };
    for await (const line of http.lines(path, query, signal)) {
      if (line === '') continue;
      const { type, object } = fieldsOf(JSON.parse(line));
      if (type === 'ERROR') {
        const { code, message, reason } = fieldsOf(object);
        throw new KubeError(textOf(message) ?? 'the watch failed', typeof code === 'number' ? code : 500, textOf(reason) ?? 'Unknown');
      }
      take(textOf(type) ?? '', object);
    }
  }

  function take(type: string, value: unknown): void {
    const version = textOf(fieldsOf(fieldsOf(value).metadata).resourceVersion);
    if (version !== undefined) resourceVersion = version;
    if (type === 'BOOKMARK') return;
    const object = toKubeObject(value);
    const kept = type === 'DELETED' ? null : options.keep(object);
    const key = keyOf(object);
    if (kept === null) {
      if (!cache.delete(key)) return;
    } else cache.set(key, kept);
    options.onChange();
  }

  async function run(): Promise<void> {
    while (!stopped) {
      running = new AbortController();
      const { signal } = running;
      let openedMs = now();
      try {
        if (resourceVersion === null) await list(signal);
        if (state.phase !== 'live') move({ phase: 'live' });
        openedMs = now();
        await watch(signal);
        failures = now() - openedMs < goodWatchMs ? failures + 1 : 0;
        // A server that ends every watch at once must not be asked in a tight loop.
        if (failures > 2) await sleep(backoffMs(failures));
      } catch (cause) {
        if (stopped) return;
        resourceVersion = null;
        failures = state.phase === 'live' && now() - openedMs >= goodWatchMs ? 1 : failures + 1;
        const error = cause instanceof KubeError ? cause : new KubeError(String(cause), 0, 'Unreadable');
        // An expired watch is business as usual: list again at once, more slowly when that repeats.
        if (error.isExpired) {
          if (failures > 2) await sleep(backoffMs(failures));
          continue;
        }
        const refused = error.status === 401 || error.status === 403 || error.status === 404;
        const waitMs = refused ? refusedRetryMs : backoffMs(failures);
        move({ phase: refused ? 'refused' : 'failing', message: error.message, nextTryMs: now() + waitMs });
        await sleep(waitMs);
      }
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wake = null;
        resolve();
      }
      wake = done;
    });
  }

  return {
    objects: () => cache.values(),
    get: (namespace, name) => cache.get(`${namespace}/${name}`),
    state: () => state,
    listed: () => listed,
    start: () => void run(),
    stop: () => {
      stopped = true;
      running.abort();
      wake?.();
    },
    reconnect: () => {
      running.abort();
      wake?.();
    },
  };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function sameObjects(a: ReadonlyMap<string, KubeObject>, b: ReadonlyMap<string, KubeObject>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, object] of a) {
    const other = b.get(key);
    if (other?.metadata.uid !== object.metadata.uid || other?.metadata.resourceVersion !== object.metadata.resourceVersion) return false;
  }
  return true;
}

/** Doubling, with a jitter of a quarter so that many watches do not return in step. */
function backoffMs(failures: number): number {
  return Math.round(Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 6)) * (0.75 + Math.random() * 0.25));
}
