import { useWords } from '../lib/words.ts';
import css from './bits.module.css';
import { classes } from './classes.ts';
import { formatPercent } from './format.ts';
import { versionClass } from './version.tsx';
import { uiWords } from './words.ts';

/** The bar is what is seen, the tick is what is configured. Ratios of 0..1; null where unknown or where no rule says. */
export function ShareBar({ seen, configured, versionIndex }: { seen: number | null; configured: number | null; versionIndex: number }) {
  const t = useWords(uiWords);
  const words =
    configured === null
      ? t('share.seen', { seen: formatPercent(seen) })
      : t('share.seenConfigured', { seen: formatPercent(seen), configured: formatPercent(configured) });
  return (
    <div className={classes(css.share, versionClass(versionIndex))} role="img" aria-label={words} title={words}>
      {seen !== null && <i style={{ width: `${clamp(seen) * 100}%` }} />}
      {configured !== null && <b style={{ left: `${clamp(configured) * 100}%` }} />}
    </div>
  );
}

/** Shares side by side; always follow it with names and numbers. */
export function ShareStack({ shares }: { shares: readonly { key: string; share: number; versionIndex: number }[] }) {
  const total = shares.reduce((sum, part) => sum + part.share, 0);
  return (
    <div className={css.stack} aria-hidden="true">
      {shares.map((part) => (
        <i key={part.key} className={versionClass(part.versionIndex)} style={{ flex: total > 0 ? part.share / total : 1 }} />
      ))}
    </div>
  );
}

function clamp(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}
