import type { RouteRequest } from '@pidalio/routing';

/** Headers by their names in lower case; a header sent several times is a list. */
export interface HeaderTable {
  set: (name: string, value: string) => void;
  add: (name: string, value: string) => void;
  /** Sets what nothing else has set. */
  default: (name: string, value: string) => void;
  remove: (name: string) => void;
  values: () => RouteRequest['headers'];
}

/** `preset` headers give way to the first `add` of their name. */
export function headerTable(preset: Readonly<Record<string, string>> = {}): HeaderTable {
  const known = new Map<string, string[]>(Object.entries(preset).map(([name, value]) => [name, [value]]));
  const own = new Set<string>();
  const set = (name: string, value: string): void => {
    known.set(name, [value]);
  };
  return {
    set,
    add: (name, value) => {
      known.set(name, own.has(name) ? [...(known.get(name) ?? []), value] : [value]);
      own.add(name);
    },
    default: (name, value) => {
      if (!known.has(name)) set(name, value);
    },
    remove: (name) => {
      known.delete(name);
    },
    values: () => Object.fromEntries([...known].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values])),
  };
}

export interface HeaderLine {
  name: string;
  value: string;
  /** curl's `Name:` takes a header away; `Name;` sends it empty. */
  removes: boolean;
}

/** `Name: value`; undefined when it is none (RFC 9110 5.1 token). */
export function readHeader(line: string): HeaderLine | undefined {
  const [, name, mark, value = ''] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*([:;])(.*)$/s.exec(line) ?? [];
  if (name === undefined || (mark === ';' && value.trim() !== '')) return undefined;
  return { name: name.toLowerCase(), value: value.trim(), removes: mark === ':' && value.trim() === '' };
}

export function addHeader(table: HeaderTable, { name, value, removes }: HeaderLine): void {
  if (removes) table.remove(name);
  else table.add(name, value);
}
