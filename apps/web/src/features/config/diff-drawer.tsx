import { IconX } from '@tabler/icons-react';
import { DiffView } from '../../changes/diff-view.tsx';
import { countChanges, diffYaml } from '../../changes/line-diff.ts';
import { useWords } from '../../lib/words.ts';
import { IconButton } from '../../ui/button.tsx';
import css from './config.module.css';
import { configWords } from './words.ts';

/** The draft against what the cluster holds now. `seen` is the version it rests on, null when the cluster has moved on. */
export function DiffDrawer({ before, after, seen, onClose }: { before: string; after: string; seen: string | null; onClose: () => void }) {
  const t = useWords(configWords);
  const { added, removed } = countChanges(diffYaml(before, after));
  return (
    <section className={css.drawer} aria-label={t('editor.difference')}>
      <header className={css.drawerHead}>
        <h2 className="strong">{t('editor.difference')}</h2>
        <span className="t12">
          <span className={css.added}>+{added}</span> <span className={css.removed}>−{removed}</span>
        </span>
        {seen && <span className="t12 ink-3">{t('editor.opened', { rv: seen })}</span>}
        <span className="spacer" />
        <IconButton size="small" look="ghost" label={t('editor.closeDiff')} icon={<IconX size={14} />} onClick={onClose} />
      </header>
      <div className={css.drawerBody}>
        <DiffView before={before} after={after} />
      </div>
    </section>
  );
}
