import type { HeaderChanges, HeaderOps } from '@pidalio/istio';
import type { HeaderOperations } from './decision.ts';

/** Host and pseudo-headers are no ordinary headers: Istio turns the former into a host rewrite and drops the rest (route.go translateHeadersOperations). */
function isSpecial(name: string): boolean {
  return name === 'host' || name.startsWith(':');
}

/**
 * The operations of rule and destination as one list, to be done in the order remove, set, add. With one destination Istio appends its
 * operations to the rule's; with several Envoy does the destination's first and then the rule's, which wins.
 */
export function headerOperations(rule: HeaderChanges, destination: HeaderChanges, several: boolean): HeaderOperations {
  const request = several ? chain(destination.request, rule.request) : append(rule.request, destination.request);
  const response = several ? chain(destination.response, rule.response) : append(rule.response, destination.response);
  return {
    requestSet: request.set,
    requestAdd: request.add,
    requestRemove: request.remove,
    responseSet: response.set,
    responseAdd: response.add,
    responseRemove: response.remove,
  };
}

/** The Host header that the operations ask for; `set` beats `add`, an empty value asks for nothing. */
export function hostFromHeaders(ops: HeaderOps): string | undefined {
  return ops.set.host || ops.set[':authority'] || ops.add.host || ops.add[':authority'] || undefined;
}

/** One Envoy level: everything is removed first, then set, then added, so that a `set` undoes no `add` and a `remove` no `set`. */
function append(first: HeaderOps, second: HeaderOps): HeaderOps {
  return {
    set: plain({ ...first.set, ...second.set }),
    add: plain(joinAdds(first.add, second.add)),
    remove: unique([...first.remove, ...second.remove]),
  };
}

/** Two Envoy levels: the second sees what the first made. */
function chain(first: HeaderOps, second: HeaderOps): HeaderOps {
  const undone = [...second.remove, ...Object.keys(second.set)];
  return {
    set: plain({ ...omit(first.set, undone), ...second.set }),
    add: plain(joinAdds(omit(first.add, undone), second.add)),
    remove: unique([...first.remove, ...second.remove]),
  };
}

function joinAdds(first: Readonly<Record<string, string>>, second: Readonly<Record<string, string>>): Record<string, string> {
  const joined: Record<string, string> = { ...first };
  for (const [name, value] of Object.entries(second)) joined[name] = joined[name] === undefined ? value : `${joined[name]},${value}`;
  return joined;
}

function omit(map: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));
}

/** An empty value neither sets nor adds anything (envoy HeaderValueOption.keep_empty_value). */
function plain(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name, value]) => !isSpecial(name) && value !== ''));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => !isSpecial(name));
}
