import type { ApplyResult, WantedOperation } from '@pidalio/contract';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { problemOf } from '../../api/queries.ts';
import { ApplyButton, useCannotWrite } from '../../changes/apply-button.tsx';
import { ExportMenu } from '../../changes/export-menu.tsx';
import { Review } from '../../changes/review.tsx';
import { useApply, usePlan } from '../../changes/use-change.ts';
import { changesWords } from '../../changes/words.ts';
import { paths, type Ref } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { StepBar } from './step-bar.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Everything that is applied from here passes this page: the shared review under the wizard's header. */
export function ReviewStep({
  operations,
  sentences,
  reason,
  onReason,
  openedYaml,
  notice,
  onTakeTheirs,
  onBack,
  onApplied,
}: {
  operations: readonly WantedOperation[];
  /** The change in words: the headline, then what else it does. */
  sentences: readonly string[];
  reason: string;
  onReason: (reason: string) => void;
  openedYaml: (ref: Ref) => string;
  /** Above the review, e.g. that the cluster moved on. */
  notice?: ReactNode;
  onTakeTheirs: () => void;
  /** With what the API server refuses, so that the form can say it at its fields. */
  onBack: (refusals: { field: string; message: string }[]) => void;
  onApplied: (result: ApplyResult) => void;
}) {
  const t = useWords(wizardWords);
  const c = useWords(changesWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const [headline, ...more] = sentences;
  const readOnly = useCannotWrite() !== undefined;
  const wanted = useMemo(() => ({ operations: [...operations], reason: '' }), [operations]);
  const plan = usePlan(wanted);
  const apply = useApply((result) => {
    const names = result.operations.map(({ ref }) => `${ref.kind} ${ref.name}`).join(', ');
    const { changeId } = result;
    const action = changeId ? { action: { label: t('watch.revert'), run: () => void navigate(scoped(paths.revert(changeId))) } } : {};
    showToast({ tone: 'done', title: c('apply.done'), text: c('apply.doneDetail', { objects: names }), ...action });
    onApplied(result);
  });
  const { error, data: outcome } = apply;
  const { refetch } = plan;
  useEffect(() => {
    if (error) {
      const { code, detail } = problemOf(error);
      showToast({ tone: 'failed', title: c('apply.failed'), text: code === 'conflict' ? t('stale.title') : detail });
      // What stands in the way is shown where it belongs: conflicts and refusals are part of the plan.
      void refetch();
    }
    if (outcome && outcome.outcome !== 'applied') {
      const words = outcome.operations.find((operation) => operation.refusal)?.refusal?.message;
      const title = c(outcome.outcome === 'put-back' ? 'apply.putBack' : 'apply.putBackFailed');
      showToast({ tone: 'failed', title, ...(words ? { text: words } : {}) });
    }
  }, [error, outcome, c, t, refetch]);
  const run = () => {
    if (plan.data?.canApply && !apply.isPending && !readOnly) apply.mutate({ ...wanted, reason: reason.trim() || (headline ?? '') });
  };
  useShortcuts(
    useMemo(
      () => [
        { keys: 'mod+Enter', label: c('apply.one'), run: () => document.querySelector<HTMLButtonElement>('[data-apply] button')?.click() },
      ],
      [c],
    ),
  );
  const refusals = (plan.data?.operations ?? []).flatMap(({ dryRun }) => {
    if (!dryRun.refusal) return [];
    return dryRun.refusal.causes.length > 0 ? dryRun.refusal.causes : [{ field: '', message: dryRun.refusal.message }];
  });
  return (
    <>
      <StepBar step="review">
        <Button look="ghost" icon={<IconArrowLeft size={15} />} onClick={() => onBack(refusals)}>
          {t('back')}
        </Button>
        {plan.data && <ExportMenu plan={plan.data} primary={readOnly} />}
        <span data-apply>
          <ApplyButton plan={plan.data} busy={apply.isPending} onApply={run} />
        </span>
      </StepBar>
      {notice}
      <div className={css.reviewBody}>
        <Review
          plan={plan}
          wanted={wanted}
          sentence={headline ?? t('review.byHand')}
          detail={more.length > 0 ? more.join(' · ') : undefined}
          reason={reason}
          onReason={onReason}
          openedYaml={({ ref }) => openedYaml(ref)}
          onTakeTheirs={onTakeTheirs}
        />
      </div>
    </>
  );
}
