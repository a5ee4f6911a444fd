import { cloneJson, equalJson, isObject, isString } from '../json.ts';
import { badRequest, failure, type KubeStatusError } from '../status.ts';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** RFC 6902. Answers of the API server: 400 for what is no patch, 422 without further words for one that does not fit. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  const document = { root: cloneJson(target) };
  for (const operation of readOperations(patch)) perform(document, operation);
  return document.root;
}

function readOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return patch.map((entry: unknown) => {
    if (!isObject(entry) || !isString(entry.op) || !isString(entry.path)) throw unfitting();
    const from = isString(entry.from) ? entry.from : undefined;
    return { op: entry.op, path: entry.path, ...(from === undefined ? {} : { from }), value: entry.value };
  });
}

interface Document {
  root: unknown;
}

function perform(document: Document, { op, path, from, value }: Operation): void {
  switch (op) {
    case 'add':
      add(document, path, cloneJson(value));
      return;
    case 'remove':
      remove(document, path);
      return;
    case 'replace':
      read(document, path);
      if (path === '') document.root = cloneJson(value);
      else assign(document, path, cloneJson(value));
      return;
    case 'move': {
      const moved = remove(document, from ?? '');
      add(document, path, moved);
      return;
    }
    case 'copy':
      add(document, path, cloneJson(read(document, from ?? '')));
      return;
    case 'test':
      if (!equalJson(readOr(document, path, null), value ?? null)) throw unfitting();
      return;
    default:
      throw unfitting();
  }
}

function add(document: Document, path: string, value: unknown): void {
  if (path === '') {
    document.root = value;
    return;
  }
  const { parent, last } = parentOf(document, path);
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : arrayIndex(last, parent.length);
    parent.splice(index, 0, value);
  } else if (isObject(parent)) parent[last] = value;
  else throw unfitting();
}

function assign(document: Document, path: string, value: unknown): void {
  const { parent, last } = parentOf(document, path);
  if (Array.isArray(parent)) parent[arrayIndex(last, parent.length - 1)] = value;
  else if (isObject(parent)) parent[last] = value;
}

function remove(document: Document, path: string): unknown {
  const removed = read(document, path);
  const { parent, last } = parentOf(document, path);
  if (Array.isArray(parent)) parent.splice(arrayIndex(last, parent.length - 1), 1);
  else if (isObject(parent)) delete parent[last];
  return removed;
}

function read(document: Document, path: string): unknown {
  const found = readOr(document, path, undefined);
  if (found === undefined) throw unfitting();
  return found;
}

function readOr(document: Document, path: string, otherwise: unknown): unknown {
  let current = document.root;
  for (const step of steps(path)) {
    if (Array.isArray(current)) current = current[/^\d+$/.test(step) ? Number(step) : -1];
    else if (isObject(current) && Object.hasOwn(current, step)) current = current[step];
    else return otherwise;
    if (current === undefined) return otherwise;
  }
  return current;
}

function parentOf(document: Document, path: string): { parent: unknown; last: string } {
  const all = steps(path);
  const last = all.pop();
  if (last === undefined) throw unfitting();
  return { parent: read(document, all.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')), last };
}

function steps(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw unfitting();
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function arrayIndex(step: string, highest: number): number {
  const index = /^\d+$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > highest) throw unfitting();
  return index;
}

function unfitting(): KubeStatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
