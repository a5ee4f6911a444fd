import { IconHistory } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import type { EditorTarget } from './editor-target.ts';
import { configWords } from './words.ts';

/** The object moved on in the cluster while a draft is open. */
export function StaleBanner({
  target,
  deleted,
  manager,
  onCompare,
  onTake,
  onKeep,
}: {
  target: EditorTarget;
  deleted: boolean;
  manager: string | null;
  onCompare: () => void;
  onTake: () => void;
  onKeep: () => void;
}) {
  const t = useWords(configWords);
  const object = `${target.kind} ${target.name}`;
  if (deleted) return <Banner icon={<IconHistory size={16} />}>{t('stale.deleted', { object })}</Banner>;
  return (
    <Banner
      icon={<IconHistory size={16} />}
      actions={
        <>
          <Button size="small" look="ghost" onClick={onCompare}>
            {t('stale.compare')}
          </Button>
          <Button size="small" look="ghost" onClick={onKeep}>
            {t('stale.keep')}
          </Button>
          <Button size="small" onClick={onTake}>
            {t('stale.take')}
          </Button>
        </>
      }
    >
      <span className="strong">{t('stale.title', { object })}</span> {manager && t('stale.by', { manager })} {t('stale.detail')}
    </Banner>
  );
}
