import type { Experiment } from '@pidalio/contract';
import { IconArrowsSplit2, IconBolt, IconGhost2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { ExperimentCard } from './experiment-card.tsx';
import css from './traffic.module.css';
import { trafficWords } from './words.ts';

const order = { fault: 0, canary: 1, mirror: 2, rules: 3 } as const;

/** What is steered now, each with its live state beside its controls, and what was changed. */
export function TrafficPage() {
  const t = useWords(trafficWords);
  const scope = useScope();
  const scoped = useScopedPath();
  const traffic = useQuery({ ...queries.traffic(scope.query), refetchInterval: useRefetchInterval() });
  const experiments = [...(traffic.data?.experiments ?? [])].sort((a, b) => order[a.kind] - order[b.kind]);
  return (
    <>
      <PageTitle title={t('title')}>
        {traffic.data && experiments.length > 0 && <span className="ink-3">{t('running', { n: experiments.length })}</span>}
      </PageTitle>
      <div className={css.tools}>
        <span className="ink-2">{t('intro')}</span>
        <span className="spacer" />
        <LinkButton icon={<IconBolt size={15} />} to={scoped(paths.wizard('fault'))}>
          {t('new.fault')}
        </LinkButton>
        <LinkButton icon={<IconGhost2 size={15} />} to={scoped(paths.wizard('mirror'))}>
          {t('new.mirror')}
        </LinkButton>
        <LinkButton look="primary" icon={<IconArrowsSplit2 size={15} />} to={scoped(paths.wizard('canary'))}>
          {t('new.canary')}
        </LinkButton>
      </div>
      <div className={css.page}>
        {traffic.isError && !traffic.data ? (
          <Panel>
            <ErrorState
              title={t('failed')}
              words={problemOf(traffic.error).detail}
              requestId={problemOf(traffic.error).requestId}
              onRetry={() => void traffic.refetch()}
            />
          </Panel>
        ) : traffic.isPending ? (
          <Panel>
            <SkeletonRows rows={5} />
          </Panel>
        ) : experiments.length === 0 ? (
          <Panel>
            <EmptyState icon={<IconArrowsSplit2 size={26} stroke={1.5} />} title={t('empty')}>
              {t('emptyDetail')}
            </EmptyState>
          </Panel>
        ) : (
          experiments.map((experiment) => <ExperimentCard key={keyOf(experiment)} experiment={experiment} />)
        )}
        <ChangesPanel />
      </div>
    </>
  );
}

function keyOf({ kind, ref, ruleIndex }: Experiment): string {
  return `${kind}/${ref.kind}/${ref.namespace}/${ref.name}/${ruleIndex}`;
}
