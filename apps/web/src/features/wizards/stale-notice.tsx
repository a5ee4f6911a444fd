import { IconHistory } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { wizardWords } from './words.ts';

/** The objects moved on in the cluster while a draft is open. */
export function StaleNotice({ onTake, onLayOver }: { onTake: () => void; onLayOver: () => void }) {
  const t = useWords(wizardWords);
  return (
    <Banner
      icon={<IconHistory size={16} />}
      actions={
        <>
          <Button size="small" look="ghost" onClick={onTake}>
            {t('stale.take')}
          </Button>
          <Button size="small" onClick={onLayOver}>
            {t('stale.layOver')}
          </Button>
        </>
      }
    >
      <span className="strong">{t('stale.title')}</span> <span className="ink-2">{t('stale.detail')}</span>
    </Banner>
  );
}
