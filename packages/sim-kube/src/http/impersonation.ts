import type { IncomingMessage } from 'node:http';
import { internalError } from '../status.ts';
import type { UserInfo } from '../types.ts';
import { authorize } from './authorize.ts';
import type { Server } from './server.ts';

const extraPrefix = 'impersonate-extra-';

/** Obeys the Impersonate headers, if the caller may impersonate all of what they name (apiserver filters/impersonation). */
export function impersonate(server: Server, req: IncomingMessage, caller: UserInfo): UserInfo {
  const name = header(req, 'impersonate-user');
  const groups = req.headersDistinct['impersonate-group'] ?? [];
  const uid = header(req, 'impersonate-uid');
  const extra = extraOf(req);
  if (name === '') {
    if (groups.length > 0 || uid !== '' || Object.keys(extra).length > 0)
      throw internalError('requested groups, a uid or extra without impersonating a user');
    return caller;
  }
  const may = (group: string, resource: string, of: string, { namespace = '', subresource = '' } = {}) =>
    authorize(server, caller, { verb: 'impersonate', group, version: '', resource, subresource, namespace, name: of });
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  if (account) may('', 'serviceaccounts', account[2] ?? '', { namespace: account[1] ?? '' });
  else may('', 'users', name);
  for (const group of groups) may('', 'groups', group);
  if (uid !== '') may('authentication.k8s.io', 'uids', uid);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) may('authentication.k8s.io', 'userextras', value, { subresource: key });
  }
  return {
    username: name,
    groups: groupsOf(name, groups, account?.[1]),
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** A service account without given groups has those of its kind; everybody but the anonymous is authenticated. */
function groupsOf(name: string, given: readonly string[], namespace: string | undefined): string[] {
  const groups =
    namespace !== undefined && given.length === 0 ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : [...given];
  const implied = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  const isSaid = groups.includes('system:authenticated') || groups.includes('system:unauthenticated');
  return isSaid ? groups : [...groups, implied];
}

function header(req: IncomingMessage, name: string): string {
  const value = req.headers[name];
  return typeof value === 'string' ? value : '';
}

/** Keys come percent-encoded, and in lower case. */
function extraOf(req: IncomingMessage): Record<string, string[]> {
  const extra: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    if (name.startsWith(extraPrefix) && values) extra[unescaped(name.slice(extraPrefix.length))] = values;
  }
  return extra;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
