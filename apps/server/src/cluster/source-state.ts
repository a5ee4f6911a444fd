import type { SourceState } from '@pidalio/contract';
import type { Reflector, ReflectorState } from './reflector.ts';

interface Facts {
  reflectors: readonly Reflector[];
  discovered: boolean;
  /** Why the API server did not answer when last asked; null when it did. */
  unreachable: string | null;
  nextProbeMs: number | null;
  /** When the API server last said anything. */
  heardMs: number | null;
  now: number;
}

/** While all is well the data is as fresh as the watches; the time is rounded so that answers stay comparable. */
const freshnessMs = 10_000;

export function isListed(reflectors: readonly Reflector[], discovered: boolean): boolean {
  return discovered && reflectors.every((one) => one.listed() || one.state().phase === 'refused');
}

/** One sentence about many watches. */
export function judge(facts: Facts): Omit<SourceState, 'sinceMs'> {
  const states = facts.reflectors.map((reflector) => reflector.state());
  const anything = facts.reflectors.some((reflector) => reflector.listed());
  const failing = states.filter((state) => state.phase === 'failing');
  const refused = states.filter((state) => state.phase === 'refused');
  const source = 'kubernetes';
  if (failing.length > 0 || facts.unreachable !== null) {
    const tries = [...failing.map((state) => state.nextTryMs), ...(facts.nextProbeMs === null ? [] : [facts.nextProbeMs])];
    return {
      source,
      state: anything ? 'stale' : 'failed',
      dataMs: anything ? facts.heardMs : null,
      nextTryMs: tries.length > 0 ? Math.min(...tries) : null,
      message: facts.unreachable ?? failing[0]?.message ?? null,
    };
  }
  if (refused.length > 0 && refused.length === states.length) {
    return { source, state: 'failed', dataMs: null, nextTryMs: earliest(refused), message: refused[0]?.message ?? null };
  }
  if (!isListed(facts.reflectors, facts.discovered)) return { source, state: 'starting', dataMs: null, nextTryMs: null, message: null };
  const dataMs = Math.floor(facts.now / freshnessMs) * freshnessMs;
  return { source, state: 'ok', dataMs, nextTryMs: null, message: refused[0]?.message ?? null };
}

function earliest(states: readonly Extract<ReflectorState, { phase: 'refused' }>[]): number {
  return Math.min(...states.map((state) => state.nextTryMs));
}
