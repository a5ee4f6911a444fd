import { IconTopologyStar3 } from '@tabler/icons-react';
import { useUrlState } from '../../lib/url-state.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, Skeleton, useAfter } from '../../ui/states.tsx';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

const places = [
  [8, 40],
  [30, 24],
  [30, 56],
  [52, 32],
  [52, 48],
  [72, 40],
] as const;

/** Where nodes may come; with a sentence when it takes longer. */
export function TopologyLoading() {
  const t = useWords(topologyWords);
  const long = useAfter(2000);
  return (
    <div className={css.stage} role="status" aria-busy="true">
      {places.map(([left, top]) => (
        <div key={`${left} ${top}`} style={{ position: 'absolute', left: `${left}%`, top: `${top}%` }}>
          <Skeleton width={116} height={42} />
        </div>
      ))}
      <span className={long ? 'ink-3' : 'visually-hidden'} style={long ? { position: 'absolute', left: 16, bottom: 16 } : undefined}>
        {t('graph.loading')}
      </span>
    </div>
  );
}

export function TopologyEmpty({ scoped }: { scoped: boolean }) {
  const t = useWords(topologyWords);
  const [, setNs] = useUrlState('ns', '');
  return (
    <EmptyState
      icon={<IconTopologyStar3 size={26} stroke={1.5} />}
      title={t('empty.title')}
      actions={scoped && <Button onClick={() => setNs('')}>{t('empty.allNamespaces')}</Button>}
    >
      {t(scoped ? 'empty.scoped' : 'empty.text')}
    </EmptyState>
  );
}
