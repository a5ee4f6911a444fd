import type { ExplainStory } from '@pidalio/contract';
import { useState } from 'react';
import { useWords } from '../../lib/words.ts';
import css from './explain.module.css';
import { explainWords } from './words.ts';

const shownFirst = 2;
/** Labels that tell series of one request apart; the others are in the tooltip. */
const tellingLabels = [
  'reporter',
  'source_workload',
  'destination_workload',
  'destination_version',
  'response_code',
  'response_flags',
  'route_name',
];

/** Series as Prometheus writes them. */
export function SeriesList({ series }: { series: ExplainStory['series'] }) {
  const t = useWords(explainWords);
  const [all, setAll] = useState(false);
  const shown = all ? series : series.slice(0, shownFirst);
  return (
    <div className="col">
      {shown.map((one) => {
        const whole = write(one.name, Object.entries(one.labels));
        const short = write(
          one.name,
          Object.entries(one.labels).filter(([name, value]) => tellingLabels.includes(name) && value !== '-'),
        );
        return (
          <code key={whole} className={`mono ink-2 ${css.series}`} title={whole}>
            {short}
          </code>
        );
      })}
      {series.length > shown.length && (
        <button type="button" className={css.textButton} onClick={() => setAll(true)}>
          {t('series.more', { n: series.length - shown.length })}
        </button>
      )}
    </div>
  );
}

function write(name: string, labels: readonly (readonly [string, string])[]): string {
  return `${name}{${labels.map(([label, value]) => `${label}="${value}"`).join(', ')}}`;
}
