import { IconCopy, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../lib/words.ts';
import { Button } from './button.tsx';
import css from './panel.module.css';
import { uiWords } from './words.ts';

/** Nothing to show: why, and the one thing to do. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={css.middle}>
      {icon}
      <h3 className="t14">{title}</h3>
      {children && <p>{children}</p>}
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  );
}

/** A failure inside its panel: the source's own words, try again, the request's id. */
export function ErrorState({
  title,
  words,
  requestId,
  onRetry,
}: {
  title?: string;
  words: string;
  requestId?: string | undefined;
  onRetry?: () => void;
}) {
  const t = useWords(uiWords);
  return (
    <div className={css.middle} role="alert">
      <IconPlugConnectedX size={26} stroke={1.5} />
      <h3 className="t14">{title ?? t('error.panel')}</h3>
      <p>{t('error.itSaid', { words })}</p>
      <div className={css.actions}>
        {onRetry && (
          <Button icon={<IconRefresh size={15} />} onClick={onRetry}>
            {t('error.retry')}
          </Button>
        )}
        {requestId && (
          <Button look="ghost" icon={<IconCopy size={15} />} onClick={() => void navigator.clipboard?.writeText(requestId)}>
            {t('error.copyRequestId')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A bar in the shape of what comes; unseen for 150 ms, still after 2 s. */
export function Skeleton({ width = '100%', height = 10 }: { width?: number | string; height?: number | string }) {
  return <span className={css.skeleton} style={{ width, height }} />;
}

/** Rows of skeleton bars, with a sentence when it takes longer. */
export function SkeletonRows({ rows = 4, label }: { rows?: number; label?: string }) {
  const t = useWords(uiWords);
  const long = useAfter(2000);
  return (
    <div className="col" role="status" aria-busy="true" style={{ gap: 22, padding: '12px' }}>
      {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key, index) => (
        <div key={key} className="row">
          <Skeleton width={12} height={12} />
          <Skeleton width={`${20 + ((index * 13) % 22)}%`} />
          <span className="spacer" />
          <Skeleton width={40} />
          <Skeleton width={44} />
        </div>
      ))}
      <span className={long ? 't12 ink-3' : 'visually-hidden'}>{label ?? t('loading.long')}</span>
    </div>
  );
}

/** True once `ms` have passed since mounting. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}
