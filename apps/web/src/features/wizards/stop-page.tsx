import type { KubeObject } from '@pidalio/istio';
import { isFaultCopy, stopFault, stopMirror } from '@pidalio/recipes';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { problemOf, queries } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { ReviewStep } from './review-step.tsx';
import { StepBar } from './step-bar.tsx';
import { parseObject } from './wizard-draft.ts';
import { wizardWords } from './words.ts';

export const StopFaultPage = () => <StopPage what="fault" stop={stopFault} />;
export const StopMirrorPage = () => <StopPage what="mirror" stop={stopMirror} />;

/** The filled-in review that takes a fault or a mirror out of one rule. */
function StopPage({ what, stop }: { what: 'fault' | 'mirror'; stop: (object: KubeObject, ruleIndex: number) => KubeObject }) {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const namespace = search.get('namespace') ?? '';
  const name = search.get('name') ?? '';
  const rule = Number.parseInt(search.get('rule') ?? '0', 10) || 0;
  const [reason, setReason] = useState('');
  const object = useQuery(queries.object('VirtualService', namespace, name));
  // The review is of the object as it was when the page opened; what changes meanwhile is a conflict, not a silent rebase.
  const [opened, setOpened] = useState(object.data);
  if (!opened && object.data) setOpened(object.data);
  const parsed = useMemo(() => (opened ? parseObject(opened.yaml) : undefined), [opened]);
  const operations = useMemo(() => {
    if (!parsed || !opened) return [];
    const after = stop(parsed, rule);
    if (JSON.stringify(after) === JSON.stringify(parsed)) return [];
    return [{ action: 'update' as const, object: after, seen: opened.object.metadata.resourceVersion ?? '' }];
  }, [opened, parsed, stop, rule]);
  const sentence =
    what === 'fault' && parsed && isFaultCopy(parsed, rule) ? ('stop.copySentence' as const) : (`stop.${what}Sentence` as const);
  const title = t(`stop.${what}`);
  return (
    <>
      <PageTitle title={title} crumbs={[{ label: t('title.traffic'), to: scoped(paths.traffic()) }]} />
      {object.isError && !opened ? (
        <ErrorState
          words={problemOf(object.error).detail}
          requestId={problemOf(object.error).requestId}
          onRetry={() => void object.refetch()}
        />
      ) : !opened ? (
        <>
          <StepBar step="review" />
          <SkeletonRows rows={5} />
        </>
      ) : operations.length === 0 ? (
        <EmptyState title={t(`stop.${what}None`)} actions={<LinkButton to={scoped(paths.traffic())}>{t('title.traffic')}</LinkButton>}>
          {t('stop.noneDetail', { name: `VirtualService ${name}`, rule: rule + 1 })}
        </EmptyState>
      ) : (
        <ReviewStep
          operations={operations}
          sentences={[t(sentence, { name, rule: rule + 1 })]}
          reason={reason}
          onReason={setReason}
          openedYaml={() => opened.yaml}
          onTakeTheirs={() => {
            setOpened(undefined);
            void object.refetch();
          }}
          onBack={() => void navigate(-1)}
          onApplied={() => void navigate(scoped(paths.traffic()))}
        />
      )}
    </>
  );
}
