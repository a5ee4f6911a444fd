import type { Watch } from '@pidalio/contract';
import { IconCopy } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useTimes } from '../../ui/time.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Who counted, over how long, and the queries behind the table and the first chart. */
export function SourcePanel({ watch }: { watch: Watch }) {
  const t = useWords(wizardWords);
  const { ago } = useTimes(1000);
  const chart = watch.charts.share ?? watch.charts.requests;
  return (
    <Panel title={t('source.title')}>
      <p className="ink-2">{t(watch.kind === 'mirror' ? 'source.both' : 'source.callers')}</p>
      <Query words={t('source.table', { seconds: watch.window.effectiveRangeSeconds, ago: ago(watch.window.endMs) })} query={watch.query} />
      <Query words={t('source.chart', { seconds: chart.windowSeconds })} query={chart.query} />
    </Panel>
  );
}

function Query({ words, query }: { words: string; query: string }) {
  const t = useWords(wizardWords);
  if (query === '') return null;
  return (
    <>
      <p className="row ink-2">
        {words}
        <span className="spacer" />
        <IconButton
          size="small"
          look="ghost"
          label={t('yaml.copy')}
          icon={<IconCopy size={15} />}
          onClick={() => void navigator.clipboard?.writeText(query)}
        />
      </p>
      <pre className={css.query}>{query}</pre>
    </>
  );
}
