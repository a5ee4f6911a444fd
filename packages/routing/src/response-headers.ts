import type { HeaderOperations } from './decision.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers of an answer after the operations of rule and destination: removed first, then set, then added. */
export function responseHeaders(headers: Headers | undefined, operations: HeaderOperations | undefined): Headers | undefined {
  const { responseSet = {}, responseAdd = {}, responseRemove = [] } = operations ?? {};
  if (responseRemove.length === 0 && isEmpty(responseSet) && isEmpty(responseAdd)) return headers;
  const changed: Record<string, string> = { ...headers };
  for (const name of responseRemove) delete changed[name];
  Object.assign(changed, responseSet);
  for (const name in responseAdd) {
    const added = responseAdd[name] ?? '';
    changed[name] = changed[name] === undefined ? added : `${changed[name]},${added}`;
  }
  return changed;
}

function isEmpty(map: Headers): boolean {
  for (const _ in map) return false;
  return true;
}
