import { useEffect } from 'react';
import { createStore, useStore } from './store.ts';

/** Something the palette (⌘K) can do. */
export interface Command {
  id: string;
  label: string;
  /** Grouped and ordered by it: verbs on what is selected, then places, then settings. */
  group: 'selection' | 'places' | 'services' | 'settings';
  /** Secondary text, e.g. the namespace. */
  detail?: string;
  /** More words to find it by. */
  keywords?: string;
  shortcut?: string;
  run(): void;
}

const registered = createStore<ReadonlyMap<symbol, readonly Command[]>>(new Map());

/** Offers commands while the component is mounted. Memoise the array. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    const key = Symbol('commands');
    registered.set((previous) => new Map(previous).set(key, commands));
    return () =>
      registered.set((previous) => {
        const rest = new Map(previous);
        rest.delete(key);
        return rest;
      });
  }, [commands]);
}

export function useRegisteredCommands(): Command[] {
  return [...useStore(registered).values()].flat();
}
