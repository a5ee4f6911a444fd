import type { Watch } from '@pidalio/contract';
import { IconCopy } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useTimes } from '../../ui/time.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** The query behind the first chart, and how old the numbers are. */
export function SourcePanel({ watch }: { watch: Watch }) {
  const t = useWords(wizardWords);
  const { ago } = useTimes(1000);
  const query = (watch.charts.share ?? watch.charts.requests).query;
  return (
    <Panel
      title={t('source.title')}
      actions={
        <IconButton
          size="small"
          look="ghost"
          label={t('yaml.copy')}
          icon={<IconCopy size={15} />}
          onClick={() => void navigator.clipboard?.writeText(query)}
        />
      }
    >
      <p className="ink-2">{t('source.detail', { seconds: watch.window.effectiveRangeSeconds, ago: ago(watch.window.endMs) })}</p>
      <pre className={css.query}>{query}</pre>
    </Panel>
  );
}
