/** From this share of errors on they, not the latency, are what is wrong (looks: degraded from 1 % on). */
const degradedErrorRatio = 0.01;

/** Which number makes something unhealthy, so that exactly that one is coloured; null when nothing is wrong. */
export function wrongNumber({
  health,
  errorRatio,
  p99,
}: {
  health: string;
  errorRatio: number;
  p99: unknown;
}): { of: 'errors' | 'p99'; tone: 'warn' | 'fail' } | null {
  if (health !== 'degraded' && health !== 'failing') return null;
  return { of: errorRatio >= degradedErrorRatio || !p99 ? 'errors' : 'p99', tone: health === 'failing' ? 'fail' : 'warn' };
}

/** The class that colours one number of `signals` where it is the wrong one; '' elsewhere. */
export function toneOf(signals: Parameters<typeof wrongNumber>[0], number: 'errors' | 'p99'): '' | 'warn-ink' | 'fail-ink' {
  const wrong = wrongNumber(signals);
  return wrong?.of === number ? `${wrong.tone}-ink` : '';
}
