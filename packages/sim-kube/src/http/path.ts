/** What the path of a request names, before it is known whether there is such a thing (apiserver RequestInfo). */
export type PathInfo =
  | {
      kind: 'resource';
      group: string;
      version: string;
      plural: string;
      namespace?: string;
      name: string;
      subresource: string;
      rest: string[];
    }
  | { kind: 'version'; group: string; version: string }
  | { kind: 'group'; group: string }
  | { kind: 'other'; path: string };

export function parsePath(path: string): PathInfo {
  const parts = path.split('/').filter((part) => part !== '');
  const decoded = parts.map(decode);
  if (decoded[0] === 'api') {
    if (decoded.length === 1) return { kind: 'other', path: '/api' };
    return afterVersion('', decoded[1] ?? '', decoded.slice(2));
  }
  if (decoded[0] === 'apis') {
    if (decoded.length === 1) return { kind: 'other', path: '/apis' };
    if (decoded.length === 2) return { kind: 'group', group: decoded[1] ?? '' };
    return afterVersion(decoded[1] ?? '', decoded[2] ?? '', decoded.slice(3));
  }
  return { kind: 'other', path: `/${parts.join('/')}` };
}

function afterVersion(group: string, version: string, rest: string[]): PathInfo {
  if (rest.length === 0) return { kind: 'version', group, version };
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2 && !(rest[2] === 'status' || rest[2] === 'finalize');
  const [plural = '', name = '', subresource = '', ...further] = isNamespaced ? rest.slice(2) : rest;
  return {
    kind: 'resource',
    group,
    version,
    plural,
    ...(isNamespaced ? { namespace: rest[1] ?? '' } : {}),
    name,
    subresource,
    rest: further,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
