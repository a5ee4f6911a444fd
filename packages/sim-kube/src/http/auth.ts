import type { IncomingMessage } from 'node:http';
import { storageName } from '../resource.ts';
import { failure } from '../status.ts';
import { storageKey } from '../store.ts';
import type { UserInfo } from '../types.ts';
import { impersonate } from './impersonation.ts';
import type { IssuedToken, Server } from './server.ts';

const admin: UserInfo = { username: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

/**
 * Who asks: by bearer token, or the administrator when the server has no tokens. Whoever is allowed to may then act as somebody
 * else (apiserver filters WithAuthentication before WithImpersonation).
 */
export function authenticate(server: Server, req: IncomingMessage): UserInfo {
  return impersonate(server, req, identified(server, req));
}

function identified(server: Server, req: IncomingMessage): UserInfo {
  if (!server.tokens) return admin;
  const token = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const user = token === undefined ? undefined : userOfToken(server, token);
  if (!user) throw failure(401, 'Unauthorized', 'Unauthorized');
  return user;
}

/** The user that a bearer token stands for. */
export function userOfToken(server: Server, token: string): UserInfo | undefined {
  const user = server.tokens && Object.hasOwn(server.tokens, token) ? server.tokens[token] : undefined;
  const issued = server.issued.get(token);
  if (issued) return isStillGood(server, issued) ? issued.user : undefined;
  return user && { ...user, groups: [...new Set([...user.groups, 'system:authenticated'])] };
}

/** A service account's token ends with its time, and with the account. */
function isStillGood({ cluster }: Server, { namespace, name, user, untilMs }: IssuedToken): boolean {
  const account = cluster.store.get(storageName({ group: '', plural: 'serviceaccounts' }), storageKey(namespace, name));
  return account !== undefined && account.metadata.uid === user.uid && cluster.environment.now() < untilMs;
}
