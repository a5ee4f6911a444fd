import type { SourceState } from '@pidalio/contract';

const firstRetryMs = 1000;
const longestRetryMs = 30_000;

/** Whether Prometheus answers, since when, and when it is worth asking again. */
export interface SourceHealth {
  succeeded: (dataMs: number, remark?: string | null) => void;
  failed: (message: string) => void;
  /** False while backing off. */
  mayAsk: () => boolean;
  state: () => SourceState;
}

export function trackSource(source: SourceState['source'], now: () => number): SourceHealth {
  let failures = 0;
  let current: SourceState = { source, state: 'starting', dataMs: null, sinceMs: now(), nextTryMs: null, message: null };

  function move(state: SourceState['state'], rest: Partial<SourceState>): void {
    current = { ...current, ...rest, state, sinceMs: state === current.state ? current.sinceMs : now() };
  }

  return {
    succeeded: (dataMs, remark = null) => {
      failures = 0;
      move('ok', { dataMs: Math.max(dataMs, current.dataMs ?? 0), nextTryMs: null, message: remark });
    },
    failed: (message) => {
      failures += 1;
      const nextTryMs = now() + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 10));
      move(current.dataMs === null ? 'failed' : 'stale', { message, nextTryMs });
    },
    mayAsk: () => current.nextTryMs === null || now() >= current.nextTryMs,
    state: () => current,
  };
}
