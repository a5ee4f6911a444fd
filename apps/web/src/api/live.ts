import { createStore, useStore } from '../lib/store.ts';
import { readStored, writeStored } from '../lib/stored.ts';

/** How often numbers are fetched again; null: paused. Objects stay live either way. */
export const refreshChoices = [5, 10, 15, 30, 60] as const;

const remembered = Number(readStored('refresh') ?? 5);
const refresh = createStore<number | null>(refreshChoices.find((seconds) => seconds === remembered) ?? (remembered === 0 ? null : 5));

export function setRefreshSeconds(seconds: number | null): void {
  writeStored('refresh', String(seconds ?? 0));
  refresh.set(seconds);
}

export function useRefreshSeconds(): number | null {
  return useStore(refresh);
}

export function isPaused(): boolean {
  return refresh.get() === null;
}

/** For `refetchInterval` of queries that rest on metrics. TanStack Query stops it while the tab is hidden. */
export function useRefetchInterval(): number | false {
  const seconds = useRefreshSeconds();
  return seconds === null ? false : seconds * 1000;
}
