import type { IncomingMessage, ServerResponse } from 'node:http';
import { listObject, partialMetadata, type TableRequest, table } from '../read/view.ts';
import { badRequest, failure, type KubeStatusError } from '../status.ts';
import type { JsonObject, KubeObject, UserInfo } from '../types.ts';
import type { Caller, Target } from '../write/context.ts';
import { excerpt } from '../write/decode.ts';
import type { Encoding } from './accept.ts';
import { type ParsedBody, parseJson, parseYaml, readBytes } from './body.ts';
import { send } from './encode.ts';
import { decodeProtobuf, protobufMediaType } from './protobuf.ts';
import { managerOf, type WriteQuery } from './query.ts';
import type { Server } from './server.ts';

/** A request for a resource, everything about it resolved. */
export interface ResourceRequest {
  server: Server;
  req: IncomingMessage;
  res: ServerResponse;
  query: URLSearchParams;
  user: UserInfo;
  target: Target;
  encoding: Encoding;
  warnings: string[];
}

export function callerOf({ user, req, warnings }: ResourceRequest, options: WriteQuery, isApply = false): Caller {
  return {
    user,
    fieldManager: isApply ? options.fieldManager : managerOf(options.fieldManager, req.headers['user-agent']),
    fieldValidation: options.fieldValidation,
    dryRun: options.dryRun,
    warnings,
  };
}

/** Answers with one object, in the view asked for. */
export function sendObject(request: ResourceRequest, code: number, object: KubeObject): void {
  const { view } = request.encoding;
  const body = viewOf(request, object, view?.as, view?.version ?? 'v1');
  send(request.res, code, body, request.encoding, request.warnings);
}

function viewOf(request: ResourceRequest, object: KubeObject, as: string | undefined, metaVersion: string): JsonObject {
  if (as === 'Table')
    return table(
      request.target.version,
      [object],
      { resourceVersion: object.metadata.resourceVersion },
      tableRequest(request, metaVersion),
    );
  return as === 'PartialObjectMetadata' ? partialMetadata(object, metaVersion) : object;
}

export function sendList(request: ResourceRequest, items: readonly KubeObject[], metadata: JsonObject): void {
  const { encoding, target, res, warnings } = request;
  const { view } = encoding;
  const metaVersion = view?.version ?? 'v1';
  const body = (() => {
    if (view?.as === 'Table') return table(target.version, items, metadata, tableRequest(request, metaVersion));
    if (view?.as !== 'PartialObjectMetadataList') return listObject(target.resource, target.version, items, metadata);
    const partial = items.map((item) => partialMetadata(item, metaVersion));
    return {
      apiVersion: `meta.k8s.io/${metaVersion}`,
      kind: 'PartialObjectMetadataList',
      metadata,
      items: partial.length > 0 ? partial : null,
    };
  })();
  send(res, 200, body, encoding, warnings);
}

export function tableRequest({ query, server }: ResourceRequest, metaVersion: string): TableRequest {
  const include = query.get('includeObject') ?? '';
  if (include !== '' && include !== 'None' && include !== 'Metadata' && include !== 'Object') {
    throw badRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(include)}: must be 'Metadata', 'Object', 'None', or empty`,
    );
  }
  return { metaVersion, includeObject: include === '' ? 'Metadata' : include, nowMs: server.cluster.environment.now() };
}

/** The body of a create or update, JSON or YAML by Content-Type. */
export async function readObject({ req, target }: ResourceRequest): Promise<ParsedBody> {
  const { kind } = target.resource;
  const bytes = await readBytes(req);
  const type = mediaType(req);
  if (type === protobufMediaType && !target.resource.custom) return { value: decodeProtobuf(bytes), duplicates: [] };
  const text = bytes.toString();
  if (type === 'application/yaml')
    return parseYaml(
      text,
      (problem) =>
        `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${excerpt(text)})`,
    );
  if (type !== 'application/json') throw unsupportedMedia(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']);
  if (text === '') throw badRequest('EOF');
  return parseJson(
    text,
    (problem) =>
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${excerpt(text)})`,
  );
}

export function mediaType(req: IncomingMessage): string {
  return (req.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
}

export function unsupportedMedia(accepted: readonly string[]): KubeStatusError {
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}
