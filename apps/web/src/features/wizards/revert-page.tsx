import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { problemOf, queries } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useTimes } from '../../ui/time.ts';
import { ReviewStep } from './review-step.tsx';
import { StepBar } from './step-bar.tsx';
import { wizardWords } from './words.ts';

/** The filled-in review that takes a recorded change back. */
export function RevertPage() {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const { clock } = useTimes(60_000);
  const changes = useQuery(queries.changes());
  const found = changes.data?.changes.find((change) => change.id === id);
  // Applying adds a record and may change this one; the review stays with the record it opened on.
  const [record, setRecord] = useState(found);
  if (!record && found) setRecord(found);
  const [reason, setReason] = useState('');
  const objects = record?.operations.map(({ ref }) => `${ref.kind} ${ref.name}`).join(', ') ?? '';
  return (
    <>
      <PageTitle title={t('revert.title')} crumbs={[{ label: t('title.traffic'), to: scoped(paths.traffic()) }]} />
      {changes.isError && !record ? (
        <ErrorState
          words={problemOf(changes.error).detail}
          requestId={problemOf(changes.error).requestId}
          onRetry={() => void changes.refetch()}
        />
      ) : changes.isPending ? (
        <>
          <StepBar step="review" />
          <SkeletonRows rows={5} />
        </>
      ) : !record?.revert ? (
        <EmptyState title={t('revert.none')} actions={<LinkButton to={scoped(paths.traffic())}>{t('title.traffic')}</LinkButton>}>
          {changes.data?.unavailable ?? t('revert.noneDetail')}
        </EmptyState>
      ) : (
        <ReviewStep
          operations={record.revert.operations}
          sentences={[t('revert.sentence', { time: clock(record.atMs), objects })]}
          reason={reason}
          recordedReason={record.revert.reason}
          onReason={setReason}
          openedYaml={() => ''}
          onTakeTheirs={() => void navigate(scoped(paths.traffic()))}
          onBack={() => void navigate(-1)}
          onApplied={() => void navigate(scoped(paths.traffic()))}
        />
      )}
    </>
  );
}
