import { toVersion } from '../convert.ts';
import { isObject, isString } from '../json.ts';
import { storageName } from '../resource.ts';
import { badRequest, expired, failure, forbiddenValue, invalid, unsupportedValue } from '../status.ts';
import { type Store, storageKey } from '../store.ts';
import type { KubeObject } from '../types.ts';
import type { Cluster, Target } from '../write/context.ts';
import { selectionOf } from './select.ts';

export interface ListQuery {
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
  sendInitialEvents?: boolean;
}

export interface ListResult {
  items: KubeObject[];
  resourceVersion: string;
  continue: string;
  remainingItemCount?: number;
}

/** Objects of a resource, in a namespace or (without one) everywhere, in key order. */
export function listObjects(cluster: Cluster, target: Target, query: ListQuery): ListResult {
  checkListOptions(query);
  const { resource, version, namespace } = target;
  const selection = selectionOf(resource, version, query.labelSelector, query.fieldSelector);
  const page = query.continue ? pageStart(cluster.store, target, query) : freshStart(cluster.store, query);
  const stored = readAt(cluster.store, storageName(resource), page, namespace, query);
  const found: KubeObject[] = [];
  let more = 0;
  let last: KubeObject | undefined;
  const limit = query.limit !== undefined && query.limit > 0 && !page.unlimited ? query.limit : Number.POSITIVE_INFINITY;
  for (const object of stored) {
    if (page.after !== undefined && storageKey(object.metadata.namespace, object.metadata.name) < page.after) continue;
    if (found.length >= limit) more++;
    else if (selection.matches(object)) {
      found.push(toVersion(object, resource, version));
      last = object;
    }
  }
  const filtered = Boolean(query.labelSelector || query.fieldSelector);
  return {
    items: found,
    resourceVersion: String(page.revision),
    continue: more > 0 && last ? encodeToken(page.revision, storageKey(last.metadata.namespace, last.metadata.name), namespace) : '',
    ...(more > 0 && !filtered ? { remainingItemCount: more } : {}),
  };
}

interface Page {
  revision: number;
  /** Keys before this one were on earlier pages. */
  after?: string;
  exact: boolean;
  unlimited?: boolean;
}

function freshStart(store: Store, { resourceVersion, resourceVersionMatch }: ListQuery): Page {
  const current = { revision: store.revision, exact: false };
  if (resourceVersion === undefined || resourceVersion === '') return current;
  const revision = parseRevision(resourceVersion);
  if (resourceVersionMatch === 'Exact') return { revision, exact: true };
  if (revision > store.revision) throw tooLarge(revision, store.revision);
  return current;
}

/** apiserver pkg/storage ParseResourceVersion. */
export function parseRevision(text: string): number {
  if (!/^\d+$/.test(text))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}

function tooLarge(wanted: number, current: number) {
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

function readAt(store: Store, name: string, page: Page, namespace: string | undefined, query: ListQuery): KubeObject[] {
  if (page.revision === store.revision && !page.exact) return store.list(name, namespace);
  if (page.revision > store.revision) throw tooLarge(page.revision, store.revision);
  const stored = store.listAt(name, page.revision, namespace);
  if (stored) return stored;
  if (!query.continue) throw expired('The resourceVersion for the provided list is too old.');
  const token = encodeToken(-1, (page.after ?? '').replaceAll('\0', ''), namespace);
  const error = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  error.status.metadata = { continue: token };
  throw error;
}

// A continue token is base64url of {"v":"meta.k8s.io/v1","rv":…,"start":"<key>\0"}, keys relative to the list's prefix
// (apiserver pkg/storage/continue.go); rv -1 goes on at the current revision.

function encodeToken(revision: number, lastKey: string, namespace: string | undefined): string {
  const start = namespace === undefined ? lastKey.replace(/^\//, '') : lastKey.slice(namespace.length + 1);
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${start}\0` })).toString('base64url');
}

function pageStart(store: Store, { resource, namespace }: Target, query: ListQuery): Page {
  if (query.resourceVersion && query.resourceVersion !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  const token = decodeToken(query.continue ?? '');
  const revision = token.rv === -1 ? store.revision : token.rv;
  const prefix = namespace !== undefined ? `${namespace}/` : resource.namespaced ? '' : '/';
  return { revision, after: prefix + token.start, exact: token.rv !== -1, ...(query.resourceVersion === '0' ? { unlimited: true } : {}) };
}

function decodeToken(token: string): { rv: number; start: string } {
  const text = Buffer.from(token, 'base64url').toString();
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed) && typeof parsed.rv === 'number' && isString(parsed.start)) return { rv: parsed.rv, start: parsed.start };
  } catch {
    // Answered below, like every other token that is none of ours.
  }
  const first = Buffer.from(token, 'base64url')[0] ?? 0;
  const shown = first < 0x80 ? JSON.stringify(String.fromCharCode(first)).slice(1, -1) : `\\u${first.toString(16).padStart(4, '0')}`;
  throw badRequest(`invalid continue token: continue key is not valid: invalid character '${shown}' looking for beginning of value`);
}

/** apimachinery pkg/apis/meta/internalversion/validation ValidateListOptions. */
function checkListOptions({ resourceVersion, resourceVersionMatch, sendInitialEvents }: ListQuery): void {
  const errors = [];
  if (resourceVersionMatch) {
    if (!resourceVersion)
      errors.push(forbiddenValue('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (resourceVersionMatch !== 'Exact' && resourceVersionMatch !== 'NotOlderThan')
      errors.push(unsupportedValue('resourceVersionMatch', resourceVersionMatch, ['Exact', 'NotOlderThan', '']));
    if (resourceVersionMatch === 'Exact' && resourceVersion === '0')
      errors.push(forbiddenValue('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined) errors.push(forbiddenValue('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  if (errors.length > 0) throw invalid('ListOptions', 'meta.k8s.io', '', errors);
}
