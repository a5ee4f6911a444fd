import type { ApplyResult, PlannedOperation, WantedChange } from '@pidalio/contract';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useNavigate } from 'react-router';
import { problemOf } from '../api/queries.ts';
import { paths } from '../lib/paths.ts';
import { useScopedPath } from '../lib/scope.ts';
import { useShortcuts } from '../lib/shortcuts.ts';
import { useWords } from '../lib/words.ts';
import { showToast } from '../ui/toasts.tsx';
import { ApplyButton, useCannotWrite } from './apply-button.tsx';
import css from './changes.module.css';
import { ExportMenu } from './export-menu.tsx';
import { Review } from './review.tsx';
import { useApply, usePlan } from './use-change.ts';
import { changesWords } from './words.ts';

/** What the API server refuses, by field; '' where it names none. */
export interface RefusedField {
  field: string;
  message: string;
}

interface ReviewPageProps {
  wanted: WantedChange;
  /** The change in words, in the language of whoever looks now: it is not recorded. */
  sentence: string;
  detail?: ReactNode;
  reason: string;
  onReason: (reason: string) => void;
  openedYaml: (operation: PlannedOperation) => string;
  onTakeTheirs: () => void;
  onApplied: (result: ApplyResult) => void;
  /** The bar above, around Export and Apply. */
  bar: (actions: ReactNode, refused: readonly RefusedField[]) => ReactNode;
  /** Between bar and review, e.g. that the cluster moved on. */
  notice?: ReactNode;
}

/** Everything that is applied passes here: the review, Apply by button or ⌘↵, and what is said of the outcome. */
export function ReviewPage(props: ReviewPageProps) {
  const { wanted, sentence, detail, reason, onReason, openedYaml, onTakeTheirs, onApplied, bar, notice } = props;
  const readOnly = useCannotWrite() !== undefined;
  const plan = usePlan(wanted);
  const { apply, isApplying } = useReviewedApply({ ...wanted, reason: reason.trim() || wanted.reason }, plan, onApplied);
  useApplyShortcut(apply);
  const actions = (
    <>
      {plan.data && <ExportMenu plan={plan.data} primary={readOnly} />}
      <ApplyButton plan={plan.data} busy={isApplying} onApply={apply} />
    </>
  );
  return (
    <>
      {bar(actions, refusedFields(plan.data?.operations ?? []))}
      {notice}
      <div className={css.page}>
        <Review
          plan={plan}
          wanted={wanted}
          sentence={sentence}
          detail={detail}
          reason={reason}
          onReason={onReason}
          openedYaml={openedYaml}
          onTakeTheirs={onTakeTheirs}
        />
      </div>
    </>
  );
}

/** Applies what the plan allows, and says what came of it. */
function useReviewedApply(wanted: WantedChange, plan: ReturnType<typeof usePlan>, onApplied: ReviewPageProps['onApplied']) {
  const t = useWords(changesWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const readOnly = useCannotWrite() !== undefined;
  const { mutate, isPending, error, data } = useApply((result) => {
    const objects = result.operations.map(({ ref }) => `${ref.kind} ${ref.name}`).join(', ');
    const { changeId } = result;
    const revert = changeId ? { action: { label: t('apply.revert'), run: () => void navigate(scoped(paths.revert(changeId))) } } : {};
    const isDeletion = wanted.operations.every(({ action }) => action === 'delete');
    const text = t(isDeletion ? 'apply.doneDeleted' : 'apply.doneDetail', { objects });
    showToast({ tone: 'done', title: t('apply.done'), text, ...revert });
    onApplied(result);
  });
  const { refetch } = plan;
  useEffect(() => {
    if (error) {
      const { code, detail } = problemOf(error);
      showToast({ tone: 'failed', title: t('apply.failed'), text: code === 'conflict' ? t('apply.conflict') : detail });
      // What stands in the way is part of the plan: conflicts and refusals are shown where they belong.
      void refetch();
    } else if (data && data.outcome !== 'applied') {
      const words = data.operations.find(({ refusal }) => refusal)?.refusal?.message;
      const title = t(data.outcome === 'put-back' ? 'apply.putBack' : 'apply.putBackFailed');
      showToast({ tone: 'failed', title, ...(words ? { text: words } : {}) });
    }
  }, [error, data, t, refetch]);
  const apply = () => {
    if (plan.data?.canApply && !isPending && !readOnly) mutate(wanted);
  };
  return { apply, isApplying: isPending };
}

function useApplyShortcut(apply: () => void): void {
  const t = useWords(changesWords);
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useShortcuts(useMemo(() => [{ keys: 'mod+Enter', label: t('apply.shortcut'), run: () => latest.current() }], [t]));
}

function refusedFields(operations: readonly PlannedOperation[]): RefusedField[] {
  return operations.flatMap(({ dryRun: { refusal } }) => {
    if (!refusal) return [];
    return refusal.causes.length > 0 ? refusal.causes : [{ field: '', message: refusal.message }];
  });
}
