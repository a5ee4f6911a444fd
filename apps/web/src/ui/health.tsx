import { useWords } from '../lib/words.ts';
import { Chip } from './chip.tsx';
import { uiWords } from './words.ts';

export type HealthState = 'healthy' | 'degraded' | 'failing' | 'idle' | 'unknown';

/** Shape first, colour second: ring, triangle, diamond with a cross, dotted ring, question mark. An empty label: the word stands beside it. */
export function HealthGlyph({ health, size = 14, label }: { health: HealthState; size?: number; label?: string }) {
  const t = useWords(uiWords);
  const box = { width: size, height: size, viewBox: '-7 -7 14 14' };
  if (label === '')
    return (
      <svg {...box} aria-hidden="true">
        {shapes[health]}
      </svg>
    );
  return (
    <svg {...box} role="img" aria-label={label ?? t(`health.${health}`)}>
      {shapes[health]}
    </svg>
  );
}

const shapes: Record<HealthState, React.ReactNode> = {
  healthy: <circle r="3.6" fill="none" stroke="var(--ok)" strokeWidth="2" />,
  degraded: <path d="M0 -5.2 L5.4 4.2 H-5.4 Z" fill="var(--warn)" stroke="var(--warn)" strokeLinejoin="round" />,
  failing: (
    <>
      <path d="M0 -6 L6 0 L0 6 L-6 0 Z" fill="var(--fail)" />
      <path d="M-1.7 -1.7 l3.4 3.4 m0 -3.4 l-3.4 3.4" stroke="var(--bg-panel)" strokeWidth="1.3" strokeLinecap="round" />
    </>
  ),
  idle: <circle r="3.8" fill="none" stroke="var(--idle)" strokeWidth="1.4" strokeDasharray="2 1.6" />,
  unknown: (
    <text y="4" textAnchor="middle" fontSize="11" fontWeight="600" fill="var(--ink-3)">
      ?
    </text>
  ),
};

const tones = { healthy: 'plain', degraded: 'warn', failing: 'fail', idle: 'plain', unknown: 'plain' } as const;

/** Glyph and word; a healthy thing stays quiet. */
export function HealthChip({ health }: { health: HealthState }) {
  const t = useWords(uiWords);
  const word = t(`health.${health}`);
  return (
    <Chip tone={tones[health]} icon={<HealthGlyph health={health} size={13} label="" />}>
      {word}
    </Chip>
  );
}
