import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, listAt, objectAt, stringAt } from '../json.ts';
import { badRequest } from '../status.ts';
import type { JsonObject, UserInfo } from '../types.ts';
import { negotiate } from './accept.ts';
import { isAllowed } from './auth.ts';
import { parseJson, readBytes } from './body.ts';
import { virtualResources } from './discovery.ts';
import { send } from './encode.ts';
import type { PathInfo } from './path.ts';
import { decodeProtobuf, protobufMediaType } from './protobuf.ts';
import { mediaType } from './request.ts';
import type { Server } from './server.ts';

/** Answers review kinds, which are questions and not objects; false when the path is none of them. */
export async function serveReview(
  server: Server,
  req: IncomingMessage,
  res: ServerResponse,
  path: Extract<PathInfo, { kind: 'resource' }>,
  user: UserInfo,
): Promise<boolean> {
  const review = virtualResources.find(
    ({ group, version, plural }) => group === path.group && version === path.version && plural === path.plural,
  );
  if (!review || req.method !== 'POST') return false;
  const bytes = await readBytes(req);
  const isProtobuf = mediaType(req) === protobufMediaType;
  const value = isProtobuf
    ? decodeProtobuf(bytes)
    : parseJson(bytes.toString(), (problem) => `couldn't get version/kind; json parse error: ${problem}`).value;
  if (!isObject(value)) throw badRequest(`the object provided is unrecognized (must be of type ${review.kind})`);
  const answer = { metadata: {}, ...value, status: statusOf(server, review.kind, value, user) };
  send(res, 201, answer, negotiate(req.headers.accept, []));
  return true;
}

function statusOf(server: Server, kind: string, review: JsonObject, user: UserInfo): JsonObject {
  switch (kind) {
    case 'SelfSubjectReview':
      return { userInfo: user };
    case 'SelfSubjectAccessReview':
      return accessStatus(server, user, review);
    case 'SelfSubjectRulesReview':
      return {
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        incomplete: server.authorizer !== undefined,
      };
    default:
      return accessStatus(server, reviewedUser(review), review);
  }
}

function reviewedUser(review: JsonObject): UserInfo {
  const groups = listAt(review, 'spec', 'groups').filter((group) => typeof group === 'string');
  return { username: stringAt(review, 'spec', 'user') ?? '', groups };
}

function accessStatus(server: Server, user: UserInfo, review: JsonObject): JsonObject {
  const attributes = objectAt(review, 'spec', 'resourceAttributes');
  if (!attributes) return { allowed: true };
  const read = (field: string) => stringAt(attributes, field) ?? '';
  const answer = isAllowed(server, user, {
    verb: read('verb'),
    group: read('group'),
    version: read('version'),
    resource: read('resource'),
    subresource: read('subresource'),
    namespace: read('namespace'),
    name: read('name'),
  });
  if (answer === true) return { allowed: true };
  return { allowed: false, ...(answer ? { reason: answer } : {}) };
}
