import type { HttpMatch } from './http-match.ts';
import type { HttpRule } from './http-rule.ts';
import type { StringMatch } from './string-match.ts';
import type { VirtualService } from './virtual-service.ts';

/**
 * The rules of a root VirtualService with every `delegate` replaced by the merged rules of the delegate
 * (istio pilot model/virtualservice.go mergeVirtualServicesIfNeeded). A missing delegate leaves no rules in its place.
 */
export function mergeDelegates(
  root: VirtualService,
  find: (namespace: string, name: string) => VirtualService | undefined,
): readonly HttpRule[] {
  if (!root.http.some((rule) => rule.delegate !== undefined)) return root.http;
  return root.http.flatMap((rule) => {
    if (rule.delegate === undefined) return [rule];
    const delegate = find(rule.delegate.namespace, rule.delegate.name);
    return (delegate?.http ?? []).flatMap((inner) => mergeRule(rule, inner) ?? []);
  });
}

/** One rule of a delegate under its root rule; undefined if one of its matches fits no match of the root, which drops the whole rule. */
function mergeRule(root: HttpRule, inner: HttpRule): HttpRule | undefined {
  // Delegation goes one level deep.
  if (inner.delegate !== undefined) return undefined;
  const match = mergeMatches(root.match, inner.match);
  if (match === undefined) return undefined;
  const { delegate: _, ...inherited } = root;
  return {
    ...inherited,
    ...inner,
    index: root.index,
    name: [root.name, inner.name].filter((name) => name !== '').join('-'),
    match,
    mirrors: inner.mirrors.length > 0 ? inner.mirrors : root.mirrors,
    headers: isWritten(inner) ? inner.headers : root.headers,
  };
}

function isWritten(rule: HttpRule): boolean {
  const { request, response } = rule.headers;
  return [request, response].some((ops) => Object.keys({ ...ops.set, ...ops.add }).length > 0 || ops.remove.length > 0);
}

function mergeMatches(root: readonly HttpMatch[], inner: readonly HttpMatch[]): readonly HttpMatch[] | undefined {
  if (root.length === 0) return inner;
  if (inner.length === 0) return root;
  const merged: HttpMatch[] = [];
  for (const match of inner) {
    const fitting = root.filter((rootMatch) => !isConflict(rootMatch, match));
    if (fitting.length === 0) return undefined;
    merged.push(...fitting.map((rootMatch) => mergeMatch(rootMatch, match)));
  }
  return merged;
}

function mergeMatch(root: HttpMatch, inner: HttpMatch): HttpMatch {
  const { uri, scheme, method, authority, port, ...rest } = inner;
  return {
    ...rest,
    ...(uri || root.uri ? { uri: uri ?? root.uri } : {}),
    ...(scheme || root.scheme ? { scheme: scheme ?? root.scheme } : {}),
    ...(method || root.method ? { method: method ?? root.method } : {}),
    ...(authority || root.authority ? { authority: authority ?? root.authority } : {}),
    ...(port || root.port ? { port: port ?? root.port } : {}),
    name: [root.name, inner.name].filter((name) => name !== '').join('-'),
    headers: { ...root.headers, ...inner.headers },
    withoutHeaders: { ...root.withoutHeaders, ...inner.withoutHeaders },
    queryParams: { ...root.queryParams, ...inner.queryParams },
    sourceLabels: { ...root.sourceLabels, ...inner.sourceLabels },
    sourceNamespace: inner.sourceNamespace || root.sourceNamespace,
    gateways: inner.gateways.length > 0 ? inner.gateways : root.gateways,
  } as HttpMatch;
}

/** Whether no request could pass both matches, as far as Istio looks (model/virtualservice.go hasConflict). */
function isConflict(root: HttpMatch, inner: HttpMatch): boolean {
  if (isStringConflict(root.uri, inner.uri)) return true;
  if (isStringConflict(root.scheme, inner.scheme)) return true;
  if (isStringConflict(root.method, inner.method)) return true;
  if (isStringConflict(root.authority, inner.authority)) return true;
  if (isMapConflict(root.headers, inner.headers)) return true;
  if (isMapConflict(root.withoutHeaders, inner.withoutHeaders)) return true;
  if (isMapConflict(root.queryParams, inner.queryParams)) return true;
  if (root.ignoreUriCase !== inner.ignoreUriCase) return true;
  if (root.port !== undefined && inner.port !== undefined && root.port !== inner.port) return true;
  if (root.sourceNamespace !== '' && root.sourceNamespace !== inner.sourceNamespace) return true;
  for (const key in inner.sourceLabels) {
    const value = root.sourceLabels[key];
    if (value !== undefined && value !== inner.sourceLabels[key]) return true;
  }
  if (root.gateways.length > 0 && inner.gateways.length > 0) {
    if (inner.gateways.some((gateway) => !root.gateways.includes(gateway))) return true;
  }
  return false;
}

function isMapConflict(root: Readonly<Record<string, StringMatch>>, inner: Readonly<Record<string, StringMatch>>): boolean {
  return Object.keys(root).some((key) => isStringConflict(root[key], inner[key]));
}

function isStringConflict(root: StringMatch | undefined, inner: StringMatch | undefined): boolean {
  if (root === undefined || inner === undefined) return false;
  if (root.type === 'present' || inner.type === 'present') return false;
  if (root.type === 'regex' || inner.type === 'regex') return true;
  if (root.type === 'exact') return inner.type === 'exact' ? root.value !== inner.value : true;
  return !inner.value.startsWith(root.value);
}
