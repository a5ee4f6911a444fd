import { isObject } from './json.ts';

/**
 * The simple JSON paths of CustomResourceDefinitions (`.spec.replicas`, `.status.conditions[?(@.type=="Ready")].status`,
 * `.spec.ports[*].name`, `.metadata.annotations['a/b']`, `.spec.a\.b`) after k8s.io/client-go/util/jsonpath.
 */
export function readPath(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  for (const step of parse(path)) found = found.flatMap((current) => step(current));
  return found;
}

type Step = (value: unknown) => unknown[];

const tokens = /\.?\[\?\(@\.([\w.-]+)\s*==\s*["']([^"']*)["']\)\]|\.?\[['"]([^'"]+)['"]\]|\[(-?\d+)\]|\[\*\]|\.\*|\.((?:\\.|[^.[\]\\])+)/gy;

function parse(path: string): Step[] {
  const text = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  const steps: Step[] = [];
  tokens.lastIndex = 0;
  for (;;) {
    const start = tokens.lastIndex;
    if (start >= text.length) return steps;
    const match = tokens.exec(text);
    if (!match) return [...steps, () => []];
    const [whole, filterPath, filterValue, quotedName, index, name] = match;
    if (filterPath !== undefined)
      steps.push((value) => items(value).filter((item) => readPath(item, filterPath).some((entry) => String(entry) === filterValue)));
    else if (index !== undefined) steps.push((value) => pick(value, Number(index)));
    else if (whole === '[*]' || whole === '.*') steps.push((value) => (isObject(value) ? Object.values(value) : items(value)));
    else {
      const key = quotedName ?? (name ?? '').replace(/\\(.)/g, '$1');
      steps.push((value) => (isObject(value) && value[key] !== undefined ? [value[key]] : []));
    }
  }
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function pick(value: unknown, index: number): unknown[] {
  const list = items(value);
  const found = list[index < 0 ? list.length + index : index];
  return found === undefined ? [] : [found];
}
