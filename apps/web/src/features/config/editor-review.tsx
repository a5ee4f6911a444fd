import type { WantedChange } from '@pidalio/contract';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { problemOf } from '../../api/queries.ts';
import { ApplyButton, useCannotWrite } from '../../changes/apply-button.tsx';
import { ExportMenu } from '../../changes/export-menu.tsx';
import { Review } from '../../changes/review.tsx';
import { useApply, usePlan } from '../../changes/use-change.ts';
import { changesWords } from '../../changes/words.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.tsx';
import css from './config.module.css';
import type { Draft } from './draft.ts';
import type { EditorTarget } from './object-editor.tsx';
import type { ParsedText } from './parse-object.ts';
import { lineOfPath, type Problem } from './problems.ts';
import { configWords } from './words.ts';

interface EditorReviewProps {
  action: 'save' | 'delete';
  target: EditorTarget;
  parsed: ParsedText;
  draft: Draft;
  uid: string | undefined;
  onBack: () => void;
  /** What the API server refused, at the lines concerned. */
  onRefused: (problems: Problem[]) => void;
  onTakeTheirs: () => void;
  onApplied: () => void;
}

/** The review of a text from the editor: the shared review, with the editor's own sentence and the way back to the line. */
export function EditorReview({ action, target, parsed, draft, uid, onBack, onRefused, onTakeTheirs, onApplied }: EditorReviewProps) {
  const t = useWords(configWords);
  const c = useWords(changesWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const readOnly = useCannotWrite() !== undefined;
  const [reason, setReason] = useState('');
  const wanted = useMemo(() => toWanted(action, target, parsed, draft, uid), [action, target, parsed, draft, uid]);
  const plan = usePlan(wanted);
  const { refetch } = plan;
  const name = `${parsed.object?.kind ?? target.kind} ${parsed.object?.metadata.name ?? target.name}`;
  const apply = useApply((result) => {
    showToast({ tone: 'done', title: c('apply.done'), text: c('apply.doneDetail', { objects: name }) });
    onApplied();
    const [operation] = result.operations;
    if (action === 'delete') void navigate(scoped(paths.config()));
    else if (target.name === '' && operation) void navigate(scoped(paths.object(operation.ref)));
  });

  useEffect(() => {
    const [operation] = plan.data?.operations ?? [];
    const refusal = operation?.dryRun.refusal;
    if (!refusal) return;
    const causes = refusal.causes.length > 0 ? refusal.causes : [{ field: '', message: refusal.message }];
    onRefused(
      causes.map((cause) => ({
        source: 'server',
        severity: 'error',
        line: lineOfPath(draft.text, cause.field),
        message: cause.message,
        path: cause.field || null,
      })),
    );
  }, [plan.data, draft.text, onRefused]);
  useEffect(() => {
    if (apply.isError) {
      showToast({ tone: 'failed', title: c('apply.failed'), text: problemOf(apply.error).detail });
      // What stands in the way is part of the plan: the conflict and its three sides.
      void refetch();
    } else if (apply.data && apply.data.outcome !== 'applied') {
      const refusal = apply.data.operations.find((operation) => operation.refusal)?.refusal?.message ?? '';
      showToast({ tone: 'failed', title: c(apply.data.outcome === 'put-back' ? 'apply.putBack' : 'apply.putBackFailed'), text: refusal });
    }
  }, [apply.isError, apply.error, apply.data, c, refetch]);

  const run = () => {
    if (wanted && plan.data?.canApply && !apply.isPending && !readOnly) apply.mutate({ ...wanted, reason });
  };
  useShortcuts(
    useMemo(
      () => [
        { keys: 'mod+Enter', label: c('apply.one'), run: () => document.querySelector<HTMLButtonElement>('[data-apply] button')?.click() },
      ],
      [c],
    ),
  );
  const sentence =
    action === 'delete'
      ? t('review.delete', { object: name })
      : target.name === ''
        ? t('review.create', { object: name })
        : t('review.update', { object: name });
  const comments =
    action === 'delete' || parsed.comments === 0
      ? undefined
      : parsed.comments === 1
        ? t('review.oneComment')
        : t('review.comments', { n: parsed.comments });

  return (
    <>
      <div className={css.reviewBar}>
        <Button look="ghost" icon={<IconArrowLeft size={15} />} onClick={onBack}>
          {t('review.back')}
        </Button>
        <span className="spacer" />
        {plan.data && <ExportMenu plan={plan.data} primary={readOnly} />}
        <span data-apply>
          <ApplyButton plan={plan.data} busy={apply.isPending} onApply={run} />
        </span>
      </div>
      <div className={css.reviewBody}>
        {wanted ? (
          <Review
            plan={plan}
            wanted={wanted}
            sentence={sentence}
            detail={comments}
            reason={reason}
            onReason={setReason}
            openedYaml={() => draft.base}
            onTakeTheirs={onTakeTheirs}
          />
        ) : (
          <p className="fail-ink">{t('review.identity')}</p>
        )}
      </div>
    </>
  );
}

/** Null where the text names another object than the one that was opened. */
function toWanted(
  action: 'save' | 'delete',
  target: EditorTarget,
  parsed: ParsedText,
  draft: Draft,
  uid: string | undefined,
): WantedChange | null {
  if (action === 'delete') {
    const ref = { kind: target.kind, namespace: target.namespace, name: target.name, apiVersion: target.apiVersion };
    return { operations: [{ action: 'delete', ref, seen: draft.seen ?? '', ...(uid ? { uid } : {}) }], reason: '' };
  }
  const { object } = parsed;
  if (!object) return null;
  if (draft.seen === null) return { operations: [{ action: 'create', object }], reason: '' };
  const same =
    object.kind === target.kind && object.metadata.name === target.name && (object.metadata.namespace ?? '') === target.namespace;
  return same ? { operations: [{ action: 'update', object, seen: draft.seen }], reason: '' } : null;
}
