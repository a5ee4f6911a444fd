import { forbidden, forbiddenPath } from '../status.ts';
import type { ResourceAttributes, UserInfo } from '../types.ts';
import type { Server } from './server.ts';

/** apiserver pkg/endpoints/handlers/responsewriters Forbidden. */
export function authorize(server: Server, user: UserInfo, attributes: ResourceAttributes): void {
  const { allowed, reason } = server.authorizer.resource(user, attributes);
  if (allowed) return;
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const why = reason === '' ? '' : `: ${reason}`;
  throw forbidden(
    { group, plural: resource },
    name,
    `User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${where}${why}`,
  );
}

/** The same for paths that name no resource. */
export function authorizePath(server: Server, user: UserInfo, method: string, path: string): void {
  const verb = method.toLowerCase();
  const { allowed, reason } = server.authorizer.path(user, verb, path);
  if (!allowed) throw forbiddenPath(`User "${user.username}" cannot ${verb} path "${path}"${reason === '' ? '' : `: ${reason}`}`);
}
