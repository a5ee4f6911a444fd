import { useEffect } from 'react';
import { createStore, useStore } from './store.ts';
import { readStored, writeStored } from './stored.ts';

export interface Shortcut {
  /** One key as `KeyboardEvent.key` spells it, or `g` and a letter: `g t`. `mod+k` is ⌘K or Ctrl+K and works in inputs too. */
  keys: string;
  label: string;
  run(): void;
}

/** WCAG 2.1.4: single-key shortcuts can be switched off. */
export const singleKeys = createStore<boolean>(readStored('shortcuts') !== 'off');
export function setSingleKeys(on: boolean): void {
  writeStored('shortcuts', on ? 'on' : 'off');
  singleKeys.set(on);
}

const active = createStore<ReadonlyMap<symbol, readonly Shortcut[]>>(new Map());
let listening = false;
let pendingPrefix: { key: string; at: number } | null = null;

/** Shortcuts hold while the component is mounted; the latest mounted wins. Pass a stable or memoised array. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    listen();
    const key = Symbol('shortcuts');
    active.set((previous) => new Map(previous).set(key, shortcuts));
    return () =>
      active.set((previous) => {
        const rest = new Map(previous);
        rest.delete(key);
        return rest;
      });
  }, [shortcuts]);
}

export function useActiveShortcuts(): Shortcut[] {
  return [...useStore(active).values()].flat();
}

function listen(): void {
  if (listening) return;
  listening = true;
  window.addEventListener('keydown', (event) => {
    const keys = spell(event);
    if (!keys) return;
    const match = [...active.get().values()]
      .reverse()
      .flat()
      .find((shortcut) => shortcut.keys === keys);
    if (!match) return;
    event.preventDefault();
    match.run();
  });
}

/** The pressed keys in the notation of `Shortcut.keys`; null where shortcuts are off. */
function spell(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Held down, ⌘↵ would go through a review that it has just opened.
  if (event.ctrlKey || event.metaKey) return event.repeat ? null : `mod+${key}`;
  if (event.altKey || !singleKeys.get() || isTyping(event.target)) return null;
  const prefix = pendingPrefix && event.timeStamp - pendingPrefix.at < 1200 ? pendingPrefix.key : null;
  pendingPrefix = key === 'g' && !prefix ? { key, at: event.timeStamp } : null;
  return prefix ? `${prefix} ${key}` : key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="textbox"], [role="menu"], [role="listbox"]') !== null)
  );
}
