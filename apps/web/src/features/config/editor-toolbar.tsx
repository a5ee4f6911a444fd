import { IconGitCompare, IconTrash, IconZoomQuestion } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { HealthGlyph } from '../../ui/health.tsx';
import css from './config.module.css';
import type { Problem } from './problems.ts';
import { configWords } from './words.ts';

interface EditorToolbarProps {
  problems: readonly Problem[];
  showDiff: boolean;
  onDiff: () => void;
  onDiscard: (() => void) | undefined;
  onDelete: (() => void) | undefined;
  onExplain: (() => void) | undefined;
  cannotReview: string | undefined;
  onReview: () => void;
}

export function EditorToolbar(props: EditorToolbarProps) {
  const { problems, showDiff, onDiff, onDiscard, onDelete, onExplain, cannotReview, onReview } = props;
  const t = useWords(configWords);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return (
    <div className={css.toolbar}>
      <Button size="small" icon={<IconGitCompare size={14} />} pressed={showDiff} onClick={onDiff}>
        {t('editor.diff')}
      </Button>
      <span className="spacer" />
      {errors > 0 && (
        <span className="row t12 fail-ink">
          <HealthGlyph health="failing" label="" />
          {errors === 1 ? t('editor.oneError') : t('editor.errors', { n: errors })}
        </span>
      )}
      {onDelete && (
        <Button size="small" look="ghost" icon={<IconTrash size={14} />} onClick={onDelete}>
          {t('editor.delete')}
        </Button>
      )}
      {onDiscard && (
        <Button size="small" look="ghost" onClick={onDiscard}>
          {t('editor.discard')}
        </Button>
      )}
      {onExplain && (
        <Button size="small" icon={<IconZoomQuestion size={14} />} onClick={onExplain}>
          {t('editor.explain')}
        </Button>
      )}
      <Button size="small" look="primary" cannot={cannotReview} onClick={onReview}>
        {t('editor.review')}
      </Button>
    </div>
  );
}
