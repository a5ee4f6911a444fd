import type { PathInfo } from './path.ts';
import { parseBoolean } from './query.ts';

/** What a request wants to do, as RBAC rules and audit logs name it (apiserver RequestInfo). */
export function verbOf(method: string, { name }: Extract<PathInfo, { kind: 'resource' }>, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (name !== '') return parseBoolean(query.get('watch')) ? 'watch' : 'get';
      return parseBoolean(query.get('watch')) ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}
