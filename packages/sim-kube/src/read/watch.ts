import { toVersion } from '../convert.ts';
import { apiVersionOf, storageName } from '../resource.ts';
import { expired, forbiddenValue, invalid, unsupportedValue } from '../status.ts';
import type { Change } from '../store.ts';
import type { KubeObject, Status } from '../types.ts';
import type { Cluster, Target } from '../write/context.ts';
import { parseRevision } from './list.ts';
import { selectionOf } from './select.ts';

export interface WatchQuery {
  labelSelector?: string;
  fieldSelector?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
  sendInitialEvents?: boolean;
  allowWatchBookmarks?: boolean;
}

export type StreamEvent = { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: KubeObject } | { type: 'ERROR'; object: Status };

export interface WatchHandle {
  /** A BOOKMARK with the revision that the watcher has seen everything up to. */
  bookmark(): KubeObject;
  stop(): void;
}

/**
 * Sends what exists (unless a resourceVersion says where to start) and then every change, in order. Calls `onEvent`
 * synchronously for what is already known.
 */
export function watchObjects(cluster: Cluster, target: Target, query: WatchQuery, onEvent: (event: StreamEvent) => void): WatchHandle {
  checkWatchOptions(query);
  const { resource, version, namespace } = target;
  const { store } = cluster;
  const name = storageName(resource);
  const selection = selectionOf(resource, version, query.labelSelector, query.fieldSelector);
  const matches = (object: KubeObject) => (namespace === undefined || object.metadata.namespace === namespace) && selection.matches(object);
  const bookmark = (annotations?: Record<string, string>): KubeObject => ({
    apiVersion: apiVersionOf(resource.group, version.name),
    kind: resource.kind,
    metadata: { ...(annotations ? { annotations } : {}), name: '', resourceVersion: String(store.revision) },
  });

  const start = query.resourceVersion ? parseRevision(query.resourceVersion) : 0;
  // What the listener writes while it is told the initial state must not be missed: it waits here.
  let waiting: Change[] | undefined = [];
  const stop = store.subscribe(name, (change) => {
    if (waiting) waiting.push(change);
    else if (change.revision > start) send(change);
  });
  if (query.sendInitialEvents ?? start === 0) {
    for (const object of store.list(name, namespace))
      if (matches(object)) onEvent({ type: 'ADDED', object: toVersion(object, resource, version) });
    if (query.sendInitialEvents === true && query.allowWatchBookmarks === true)
      onEvent({ type: 'BOOKMARK', object: bookmark({ 'k8s.io/initial-events-end': 'true' }) });
  } else if (start > 0) {
    const changes = store.changesSince(name, start);
    if (!changes) {
      stop();
      onEvent({ type: 'ERROR', object: expired(`too old resource version: ${start} (${store.compactedRevision(name)})`).status });
      return { bookmark, stop };
    }
    for (const change of changes) send(change);
  }
  const missed = waiting;
  waiting = undefined;
  for (const change of missed) if (change.revision > start) send(change);
  return { bookmark, stop };

  /** With a selector, an object that starts or ceases to match appears or disappears for the watcher (etcd3 watcher). */
  function send(change: Change): void {
    const isNow = change.type !== 'DELETED' && matches(change.object);
    const was = change.previous !== undefined && matches(change.previous);
    if (isNow) onEvent({ type: was ? 'MODIFIED' : 'ADDED', object: toVersion(change.object, resource, version) });
    else if (was) onEvent({ type: 'DELETED', object: toVersion(lastSeen(change), resource, version) });
  }
}

/** The state that the watcher knew, with the revision at which it lost sight of the object. */
function lastSeen(change: Change): KubeObject {
  if (change.type === 'DELETED') return change.object;
  const before = change.previous ?? change.object;
  return { ...before, metadata: { ...before.metadata, resourceVersion: String(change.revision) } };
}

function checkWatchOptions({ resourceVersionMatch, sendInitialEvents }: WatchQuery): void {
  const errors = [];
  if (sendInitialEvents !== undefined) {
    if (resourceVersionMatch !== 'NotOlderThan')
      errors.push(forbiddenValue('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  } else if (resourceVersionMatch)
    errors.push(forbiddenValue('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  if (resourceVersionMatch && resourceVersionMatch !== 'NotOlderThan')
    errors.push(unsupportedValue('resourceVersionMatch', resourceVersionMatch, ['NotOlderThan']));
  if (errors.length > 0) throw invalid('ListOptions', 'meta.k8s.io', '', errors);
}
