import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, isString, listAt, objectAt, stringAt } from '../json.ts';
import { badRequest, type FieldError, invalid, invalidValue } from '../status.ts';
import type { JsonObject, UserInfo } from '../types.ts';
import { negotiate } from './accept.ts';
import { userOfToken } from './auth.ts';
import { parseJson, parseYaml, readBytes } from './body.ts';
import { type VirtualResource, virtualResources } from './discovery.ts';
import { send } from './encode.ts';
import type { PathInfo } from './path.ts';
import { decodeProtobuf, protobufMediaType } from './protobuf.ts';
import { mediaType } from './request.ts';
import type { Server } from './server.ts';

type ResourcePath = Extract<PathInfo, { kind: 'resource' }>;

/** Answers review kinds, which are questions and not objects; false when the path is none of them. */
export async function serveReview(
  server: Server,
  req: IncomingMessage,
  res: ServerResponse,
  path: ResourcePath,
  user: UserInfo,
): Promise<boolean> {
  const review = virtualResources.find(
    ({ group, version, plural }) => group === path.group && version === path.version && plural === path.plural,
  );
  if (!review || req.method !== 'POST' || path.name !== '' || review.namespaced !== (path.namespace !== undefined)) return false;
  const value = await readReview(req, review);
  send(
    res,
    201,
    { metadata: {}, ...value, status: statusOf(server, review, value, user, path.namespace) },
    negotiate(req.headers.accept, []),
  );
  return true;
}

async function readReview(req: IncomingMessage, { kind }: VirtualResource): Promise<JsonObject> {
  const bytes = await readBytes(req);
  const type = mediaType(req);
  const describe = (problem: string) => `couldn't get version/kind; json parse error: ${problem}`;
  const parse = type === 'application/yaml' ? parseYaml : parseJson;
  const value = type === protobufMediaType ? decodeProtobuf(bytes) : parse(bytes.toString(), describe).value;
  if (!isObject(value)) throw badRequest(`the object provided is unrecognized (must be of type ${kind})`);
  return value;
}

function statusOf(
  server: Server,
  { kind }: VirtualResource,
  review: JsonObject,
  user: UserInfo,
  namespace: string | undefined,
): JsonObject {
  switch (kind) {
    case 'SelfSubjectReview':
      return { userInfo: user };
    case 'TokenReview':
      return tokenStatus(server, review);
    case 'SelfSubjectRulesReview': {
      const where = stringAt(review, 'spec', 'namespace') ?? '';
      if (where === '') throw badRequest('no namespace on request');
      return server.authorizer.rulesReview(user, where);
    }
    case 'SelfSubjectAccessReview':
      checkAccessReview(kind, review);
      return accessStatus(server, user, review);
    case 'LocalSubjectAccessReview': {
      checkAccessReview(kind, review);
      const asked = stringAt(review, 'spec', 'resourceAttributes', 'namespace') ?? '';
      if (asked !== namespace) throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace ?? ''}`);
      return accessStatus(server, reviewedUser(review), review);
    }
    default:
      checkAccessReview(kind, review);
      return accessStatus(server, reviewedUser(review), review);
  }
}

/** kubernetes pkg/apis/authorization/validation: one of the two kinds of attributes, and for others a user or groups. */
function checkAccessReview(kind: string, review: JsonObject): void {
  const errors: FieldError[] = [];
  const spec = objectAt(review, 'spec') ?? {};
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes && nonResourceAttributes)
    errors.push(
      invalidValue('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes'),
    );
  if (!resourceAttributes && !nonResourceAttributes)
    errors.push(
      invalidValue(
        'spec.resourceAttributes',
        resourceAttributes ?? null,
        kind === 'LocalSubjectAccessReview'
          ? 'must be specified'
          : 'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    );
  if (kind !== 'SelfSubjectAccessReview' && !spec.user && listAt(spec, 'groups').length === 0)
    errors.push(invalidValue('spec.user', spec.user ?? '', 'at least one of user or group must be specified'));
  if (errors.length > 0) throw invalid(kind, 'authorization.k8s.io', '', errors);
}

function reviewedUser(review: JsonObject): UserInfo {
  return { username: stringAt(review, 'spec', 'user') ?? '', groups: listAt(review, 'spec', 'groups').filter(isString) };
}

function accessStatus({ authorizer }: Server, user: UserInfo, review: JsonObject): JsonObject {
  const path = objectAt(review, 'spec', 'nonResourceAttributes');
  const attributes = objectAt(review, 'spec', 'resourceAttributes') ?? {};
  const read = (field: string) => stringAt(attributes, field) ?? '';
  const { allowed, reason } = path
    ? authorizer.path(user, stringAt(path, 'verb') ?? '', stringAt(path, 'path') ?? '')
    : authorizer.resource(user, {
        verb: read('verb'),
        group: read('group'),
        version: read('version'),
        resource: read('resource'),
        subresource: read('subresource'),
        namespace: read('namespace'),
        name: read('name'),
      });
  return { allowed, ...(reason ? { reason } : {}) };
}

function tokenStatus(server: Server, review: JsonObject): JsonObject {
  const token = stringAt(review, 'spec', 'token') ?? '';
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  const user = userOfToken(server, token);
  return user ? { authenticated: true, user } : { authenticated: false, user: {}, error: '[invalid bearer token]' };
}
