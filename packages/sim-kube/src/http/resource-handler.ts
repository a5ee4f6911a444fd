import type { IncomingMessage, ServerResponse } from 'node:http';
import { toVersion } from '../convert.ts';
import { listObjects } from '../read/list.ts';
import { findVersion, storageName } from '../resource.ts';
import { methodNotAllowed, notFound, notSimulated } from '../status.ts';
import { storageKey } from '../store.ts';
import type { KubeObject, UserInfo } from '../types.ts';
import type { Target } from '../write/context.ts';
import { createObject } from '../write/create.ts';
import { decodeObject } from '../write/decode.ts';
import { deleteObject } from '../write/delete.ts';
import { patchObject } from '../write/patch-object.ts';
import { updateObject } from '../write/update.ts';
import { negotiate } from './accept.ts';
import { authorize } from './authorize.ts';
import { readBody } from './body.ts';
import { deleteOptions } from './delete-options.ts';
import { send, sendText } from './encode.ts';
import { serveEviction } from './eviction.ts';
import { readPatch } from './patch-body.ts';
import type { PathInfo } from './path.ts';
import { serveLog } from './pod-log.ts';
import { parseBoolean, parseInteger, selectors, writeQuery } from './query.ts';
import { callerOf, type ResourceRequest, readObject, sendList, sendObject } from './request.ts';
import { serveReview } from './reviews.ts';
import { serveScale } from './scale.ts';
import type { Server } from './server.ts';
import { serveToken } from './service-account-token.ts';
import { verbOf } from './verb.ts';
import { serveWatch } from './watch-stream.ts';

type ResourcePath = Extract<PathInfo, { kind: 'resource' }>;

export async function serveResource(
  server: Server,
  req: IncomingMessage,
  res: ServerResponse,
  { url, path, user }: { url: URL; path: ResourcePath; user: UserInfo },
): Promise<void> {
  const query = url.searchParams;
  const verb = verbOf(req.method ?? 'GET', path, query);
  authorize(server, user, {
    verb,
    group: path.group,
    version: path.version,
    resource: path.plural,
    subresource: path.subresource,
    namespace: path.namespace ?? (path.plural === 'namespaces' && path.group === '' ? path.name : ''),
    name: path.name || selectedName(verb, query),
  });
  if (await serveReview(server, req, res, path, user)) return;
  const target = resolve(server, path);
  if (!target || !isRouted(target, path, verb)) return sendText(res, 404, '404 page not found\n');
  const warnings = target.version.deprecationWarning ? [target.version.deprecationWarning] : [];
  const views = verb === 'list' ? ['Table', 'PartialObjectMetadataList'] : ['Table', 'PartialObjectMetadata'];
  const encoding =
    target.subresource === 'log' || verb === 'watch'
      ? { mediaType: 'application/json' as const, pretty: false }
      : negotiate(req.headers.accept, views);
  const request: ResourceRequest = { server, req, res, query, user, target, encoding, warnings };
  return serveVerb(request, verb);
}

/** A collection request for the one object of a name is judged as one for that object (apiserver RequestInfo). */
function selectedName(verb: string, query: URLSearchParams): string {
  if (verb !== 'list' && verb !== 'watch' && verb !== 'deletecollection') return '';
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1] ?? '';
}

function resolve(server: Server, path: ResourcePath): Target | undefined {
  const resource = server.cluster.registry.find(path.group, path.plural);
  const version = resource && findVersion(resource, path.version);
  if (!resource || !version || path.rest.length > 0) return undefined;
  return { resource, version, namespace: path.namespace, name: path.name, subresource: path.subresource };
}

/** A namespaced object is reached through its namespace only; collections may be listed over all of them. */
function isRouted({ resource }: Target, path: ResourcePath, verb: string): boolean {
  if (!resource.namespaced) return path.namespace === undefined;
  return path.namespace !== undefined || (path.name === '' && (verb === 'list' || verb === 'watch'));
}

/** A subresource is a view of its object: it is neither made nor deleted by itself. */
const subresourceVerbs = new Set(['get', 'update', 'patch']);

/** Ways into a container. There are none: pods are only told of. */
const intoContainers = new Set(['attach', 'ephemeralcontainers', 'exec', 'portforward', 'proxy']);

async function serveVerb(request: ResourceRequest, verb: string): Promise<void> {
  const { subresource } = request.target;
  if (request.target.resource.kind === 'Pod' && intoContainers.has(subresource)) throw notSimulated(subresource);
  if (subresource !== '' && !hasSubresource(request.target)) throw notFound(request.target.resource, request.target.name);
  if (subresource === 'log') return serveLog(request);
  if (subresource === 'scale') return serveScale(request, verb);
  if (subresource === 'token' && verb === 'create') return serveToken(request);
  if (subresource === 'eviction' && verb === 'create') return serveEviction(request);
  if (subresource !== '' && !subresourceVerbs.has(verb)) throw methodNotAllowed(request.target.resource, verb);
  switch (verb) {
    case 'get':
      return sendObject(request, 200, stored(request));
    case 'list':
      return serveList(request);
    case 'watch':
      return serveWatch(request);
    case 'create':
      return serveCreate(request);
    case 'update':
      return serveUpdate(request);
    case 'patch':
      return servePatch(request);
    case 'delete':
      return serveDelete(request);
    case 'deletecollection':
      return serveDeleteCollection(request);
    default:
      throw methodNotAllowed(request.target.resource, verb);
  }
}

function hasSubresource({ version, subresource }: Target): boolean {
  const { status, scale, log, others } = version.subresources;
  if (subresource === 'status') return status === true;
  if (subresource === 'scale') return scale !== undefined;
  if (subresource === 'log') return log === true;
  return others?.includes(subresource) === true;
}

function stored({ server, target }: ResourceRequest): KubeObject {
  const object = server.cluster.store.get(storageName(target.resource), storageKey(target.namespace, target.name));
  if (!object) throw notFound(target.resource, target.name);
  return toVersion(object, target.resource, target.version);
}

function serveList(request: ResourceRequest): void {
  const { query, server, target } = request;
  const limit = parseInteger(query.get('limit'));
  const sendInitialEvents = parseBoolean(query.get('sendInitialEvents'));
  const list = listObjects(server.cluster, target, {
    ...selectors(query),
    ...(limit === undefined ? {} : { limit }),
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
  });
  // Lists of custom resources are unstructured, so their empty `continue` is not left out as in typed lists.
  const isPlain = request.encoding.view === undefined;
  sendList(request, list.items, {
    ...(list.continue !== '' || (isPlain && target.resource.custom) ? { continue: list.continue } : {}),
    ...(list.remainingItemCount === undefined ? {} : { remainingItemCount: list.remainingItemCount }),
    resourceVersion: list.resourceVersion,
  });
}

async function serveCreate(request: ResourceRequest): Promise<void> {
  const { server, target } = request;
  const caller = callerOf(request, writeQuery(request.query, 'CreateOptions', false));
  const { value, duplicates } = await readObject(request);
  const decoded = decodeObject(value, target.resource, target.version, duplicates);
  sendObject(request, 201, createObject(server.cluster, target, caller, decoded));
}

async function serveUpdate(request: ResourceRequest): Promise<void> {
  const { server, target } = request;
  const caller = callerOf(request, writeQuery(request.query, 'UpdateOptions', false));
  const { value, duplicates } = await readObject(request);
  const decoded = decodeObject(value, target.resource, target.version, duplicates);
  const { object, created } = updateObject(server.cluster, target, caller, decoded);
  sendObject(request, created ? 201 : 200, object);
}

async function servePatch(request: ResourceRequest): Promise<void> {
  const { server, target } = request;
  const { patch, options } = await readPatch(request);
  const caller = callerOf(request, options, patch.kind === 'apply');
  const { object, created } = patchObject(server.cluster, target, caller, patch);
  sendObject(request, created ? 201 : 200, object);
}

/** Kinds whose DELETE answers with the object instead of a Status (their registries' ReturnDeletedObject). */
const returnsDeleted = new Set(['Pod', 'Service', 'ServiceAccount']);

async function serveDelete(request: ResourceRequest): Promise<void> {
  const { server, target, query } = request;
  const options = deleteOptions(await readBody(request.req), query);
  const caller = callerOf(request, { ...writeQuery(query, 'DeleteOptions', false) });
  if (options.dryRun) caller.dryRun = true;
  const { object, gone } = deleteObject(server.cluster, target, caller, options);
  if (!gone || (!target.resource.custom && returnsDeleted.has(target.resource.kind))) return sendObject(request, 200, object);
  const { group, plural } = target.resource;
  send(
    request.res,
    200,
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: target.name, ...(group ? { group } : {}), kind: plural, uid: object.metadata.uid },
    },
    request.encoding,
    request.warnings,
  );
}

async function serveDeleteCollection(request: ResourceRequest): Promise<void> {
  const { server, target, query } = request;
  const options = deleteOptions(await readBody(request.req), query);
  const caller = callerOf(request, writeQuery(query, 'DeleteOptions', false));
  if (options.dryRun) caller.dryRun = true;
  const list = listObjects(server.cluster, target, selectors(query));
  const deleted = list.items.map((item) => {
    const single = { ...target, namespace: item.metadata.namespace, name: item.metadata.name };
    return deleteObject(server.cluster, single, caller, options).object;
  });
  sendList(request, deleted, { ...(target.resource.custom ? { continue: '' } : {}), resourceVersion: list.resourceVersion });
}
