import { KubeError } from './kube-error.ts';
import type { KubeHttp } from './kube-http.ts';

export interface Probe {
  /** Why the API server did not answer when last asked; null when it did, or was not asked yet. */
  unreachable: () => string | null;
  heardMs: () => number | null;
  nextTryMs: () => number | null;
  /** Someone else saw the connection fail or work: find out now. */
  hurry: () => void;
  start: () => void;
  stop: () => void;
}

const everyMs = 10_000;
const whileDownMs = 1500;
const patienceMs = 5000;

/**
 * Asks the API server now and then whether it is there. A watch on a connection that died without a word looks exactly like a cluster
 * in which nothing happens; this tells them apart, and it finds out quickly when the server is back.
 */
export function createProbe(options: { http: KubeHttp; now: () => number; onLost: () => void; onFound: () => void }): Probe {
  let unreachable: string | null = null;
  let heardMs: number | null = null;
  let nextTryMs: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let asking = false;
  let stopped = false;

  async function ask(): Promise<void> {
    if (asking || stopped) return;
    asking = true;
    const problem = await answerOf(options.http);
    asking = false;
    if (stopped) return;
    const before = unreachable;
    unreachable = problem;
    if (problem === null) heardMs = options.now();
    schedule(problem === null ? everyMs : whileDownMs);
    if (problem !== null && before === null) options.onLost();
    if (problem === null && before !== null) options.onFound();
  }

  function schedule(ms: number): void {
    if (timer !== null) clearTimeout(timer);
    nextTryMs = options.now() + ms;
    timer = setTimeout(() => void ask(), ms);
    timer.unref();
  }

  return {
    unreachable: () => unreachable,
    heardMs: () => heardMs,
    nextTryMs: () => nextTryMs,
    hurry: () => void ask(),
    start: () => void ask(),
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Any answer will do, a refusal too. */
async function answerOf(http: KubeHttp): Promise<string | null> {
  try {
    await http.request({ method: 'GET', path: '/version', signal: AbortSignal.timeout(patienceMs) });
    return null;
  } catch (error) {
    if (error instanceof KubeError && error.status > 0 && error.status < 500) return null;
    return error instanceof Error ? error.message : String(error);
  }
}
