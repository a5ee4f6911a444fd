import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords } from '../lib/words.ts';
import { IconButton } from './button.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import css from './side-panel.module.css';
import { uiWords } from './words.ts';

/** 352 px at the right; over the page below 1280. */
export function SidePanel({
  kind,
  title,
  chips,
  actions,
  children,
  foot,
  onClose,
}: {
  /** What sort of thing it is about, above the title. */
  kind: ReactNode;
  title: ReactNode;
  chips?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Buttons, two to a row. */
  foot?: ReactNode;
  onClose: () => void;
}) {
  const t = useWords(uiWords);
  return (
    <aside className={css.side} aria-label={typeof title === 'string' ? title : undefined}>
      <header className={css.head}>
        <div className="row">
          <span className="t12 ink-3 truncate">{kind}</span>
          <span className="spacer" />
          {actions}
          <IconButton size="small" look="ghost" label={t('close')} icon={<IconX size={16} />} onClick={onClose} />
        </div>
        <h2>{title}</h2>
        {chips && (
          <div className="row" style={{ gap: 6, marginTop: 8, flexWrap: 'wrap' }}>
            {chips}
          </div>
        )}
      </header>
      <div className={css.body}>
        <ErrorBoundary>{children}</ErrorBoundary>
      </div>
      {foot && <footer className={css.foot}>{foot}</footer>}
    </aside>
  );
}
