import type { Watch } from '@pidalio/contract';
import { IconArrowBackUp, IconCheck, IconTag } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { type Experiment, useExperiment, useLastChange } from '../../experiments/use-experiment.ts';
import { isInDoubt, isSettling, toneOf, wantsName } from '../../experiments/verdict-words.ts';
import { paths, type Ref, type WizardKind } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { HealthGlyph } from '../../ui/health.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { AdjustPanel } from './adjust-panel.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { HappenedPanel } from './happened-panel.tsx';
import { SourcePanel } from './source-panel.tsx';
import { StepBar } from './step-bar.tsx';
import { WatchCharts } from './watch-charts.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Effect beside intention: what a canary, mirror or fault does right now. */
export function WatchPage() {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const { rangeSeconds } = useScope();
  const { kind: kindParam, namespace = '', name = '' } = useParams();
  const kind: WizardKind = kindParam === 'mirror' || kindParam === 'fault' ? kindParam : 'canary';
  const [search] = useSearchParams();
  const rule = Math.max(0, Number.parseInt(search.get('rule') ?? '0', 10) || 0);
  const ref: Ref = { kind: 'VirtualService', namespace, name };
  const watch = useQuery({ ...queries.watch(kind, namespace, name, rule, rangeSeconds), refetchInterval: useRefetchInterval() });
  const experiment = useExperiment(kind, ref, rule);
  const change = useLastChange(ref);
  const subject = experiment?.service?.name ?? name;
  const shape = experiment?.service
    ? scoped(paths.wizard(kind, experiment.service, { via: experiment.via, object: ref, rule }))
    : undefined;
  return (
    <>
      <PageTitle title={t(`title.${kind}On`, { service: subject })} crumbs={[{ label: t('title.traffic'), to: scoped(paths.traffic()) }]}>
        {watch.data && <OverallChip watch={watch.data} changedMs={change?.atMs ?? null} />}
      </PageTitle>
      <StepBar step="watch" links={shape ? { shape } : {}}>
        {watch.data && wantsName(watch.data) && (
          <LinkButton to={scoped(paths.object(ref))} icon={<IconTag size={15} />}>
            {t('watch.name')}
          </LinkButton>
        )}
        <LinkButton to={scoped(paths.traffic())} icon={<IconCheck size={15} />}>
          {t('watch.keep')}
        </LinkButton>
        <LinkButton
          look="danger"
          to={scoped(paths.revert(change?.id ?? ''))}
          cannot={change ? undefined : t('watch.noRevert')}
          icon={<IconArrowBackUp size={15} />}
        >
          {t('watch.revert')}
        </LinkButton>
      </StepBar>
      {watch.isError && !watch.data ? (
        <ErrorState
          title={t('watch.failed')}
          words={problemOf(watch.error).detail}
          requestId={problemOf(watch.error).requestId}
          onRetry={() => void watch.refetch()}
        />
      ) : watch.data ? (
        <Body watch={watch.data} experiment={experiment} changedMs={change?.atMs ?? null} />
      ) : (
        <div className={css.loading}>
          <SkeletonRows rows={6} />
        </div>
      )}
    </>
  );
}

function Body({ watch, experiment, changedMs }: { watch: Watch; experiment: Experiment | undefined; changedMs: number | null }) {
  return (
    <div className={css.watch}>
      <div className={css.column}>
        <WatchCharts watch={watch} changedMs={changedMs} />
        <ComparisonPanel watch={watch} />
      </div>
      <div className={css.column}>
        <AdjustPanel watch={watch} experiment={experiment} />
        <HappenedPanel objectRef={watch.ref} />
        <SourcePanel watch={watch} />
      </div>
    </div>
  );
}

/** One word for the whole: as intended, or what needs a look. */
function OverallChip({ watch, changedMs }: { watch: Watch; changedMs: number | null }) {
  const t = useWords(wizardWords);
  const tones = watch.verdicts.map(toneOf);
  if (isSettling(watch, changedMs)) return <Chip>{t('watch.tooEarly')}</Chip>;
  if (tones.includes('warn'))
    return (
      <Chip tone="warn" icon={<HealthGlyph health="degraded" size={13} label="" />}>
        {t('watch.look')}
      </Chip>
    );
  if (isInDoubt(watch)) return <Chip>{t('watch.inDoubt')}</Chip>;
  if (!tones.includes('ok')) return <Chip>{t('watch.tooEarly')}</Chip>;
  return <Chip icon={<HealthGlyph health="healthy" size={13} label="" />}>{t('watch.asIntended')}</Chip>;
}
