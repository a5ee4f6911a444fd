import type { IncomingMessage } from 'node:http';
import { failure, forbidden } from '../status.ts';
import type { ResourceAttributes, UserInfo } from '../types.ts';
import type { Server } from './server.ts';

const admin: UserInfo = { username: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

/** Who asks: by bearer token, or the administrator when the server has no tokens. Impersonation headers are obeyed. */
export function authenticate(server: Server, req: IncomingMessage): UserInfo {
  return impersonated(req) ?? identified(server, req);
}

function identified(server: Server, req: IncomingMessage): UserInfo {
  if (!server.tokens) return admin;
  const token = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const user = token !== undefined && Object.hasOwn(server.tokens, token) ? server.tokens[token] : undefined;
  if (!user) throw failure(401, 'Unauthorized', 'Unauthorized');
  return { ...user, groups: [...new Set([...user.groups, 'system:authenticated'])] };
}

function impersonated(req: IncomingMessage): UserInfo | undefined {
  const name = req.headers['impersonate-user'];
  if (typeof name !== 'string' || name === '') return undefined;
  const groups = req.headersDistinct['impersonate-group'] ?? [];
  return { username: name, groups: [...new Set([...groups, 'system:authenticated'])] };
}

export function isAllowed(server: Server, user: UserInfo, attributes: ResourceAttributes): true | string {
  return server.authorizer ? server.authorizer(user, attributes) : true;
}

/** apiserver pkg/endpoints/handlers/responsewriters Forbidden. */
export function authorize(server: Server, user: UserInfo, attributes: ResourceAttributes): void {
  const answer = isAllowed(server, user, attributes);
  if (answer === true) return;
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const why = answer === '' ? '' : `: ${answer}`;
  throw forbidden(
    { group, plural: resource },
    name,
    `User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${where}${why}`,
  );
}
