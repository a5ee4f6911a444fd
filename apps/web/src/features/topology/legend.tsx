import { IconLockOpen2 } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { uiWords } from '../../ui/words.ts';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

const dashes = [
  ['healthy', 'var(--edge-ok)', undefined],
  ['degraded', 'var(--warn)', '9 5'],
  ['failing', 'var(--fail)', '4 4'],
] as const;

export function Legend() {
  const t = useWords(topologyWords);
  const ui = useWords(uiWords);
  return (
    <div className={`${css.card} ${css.legend}`}>
      {dashes.map(([health, color, dash]) => (
        <span key={health}>
          <Line color={color} dash={dash} />
          <HealthGlyph health={health} label="" />
          {ui(`health.${health}`)}
        </span>
      ))}
      <span>
        <Line color="var(--idle)" dash="1 5" round />
        {t('legend.idle')}
      </span>
      <span>
        <Line color="var(--idle)" dash="2 4" round />
        {t('legend.shadow')}
      </span>
      <span>
        <IconLockOpen2 size={13} />
        {t('legend.plainText')}
      </span>
      <span>
        <svg width="14" height="14" aria-hidden="true">
          <path d="M7 1L13 7L7 13L1 7Z" fill="var(--bg-raised)" stroke="var(--accent)" strokeWidth="1.5" />
          <circle cx="7" cy="7" r="1.6" fill="var(--accent)" />
        </svg>
        {t('legend.helm')}
      </span>
    </div>
  );
}

function Line({ color, dash, round = false }: { color: string; dash: string | undefined; round?: boolean }) {
  return (
    <svg width="26" height="10" aria-hidden="true">
      <path d="M1 5H25" stroke={color} strokeWidth="2" strokeDasharray={dash} strokeLinecap={round ? 'round' : 'butt'} />
    </svg>
  );
}
