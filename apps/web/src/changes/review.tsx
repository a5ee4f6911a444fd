import type { Plan, PlannedOperation, WantedChange } from '@pidalio/contract';
import type { ReactNode } from 'react';
import { problemOf } from '../api/queries.ts';
import { useWords } from '../lib/words.ts';
import { TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../ui/states.tsx';
import css from './changes.module.css';
import { ChecksPanel, FindingsPanel } from './checks.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { DiffView } from './diff-view.tsx';
import { countChanges, diffYaml } from './line-diff.ts';
import type { usePlan } from './use-change.ts';
import { changesWords } from './words.ts';

interface ReviewProps {
  plan: ReturnType<typeof usePlan>;
  wanted: WantedChange;
  /** The change in one sentence, and what it means. */
  sentence?: ReactNode;
  detail?: ReactNode;
  reason: string;
  onReason: (reason: string) => void;
  /** YAML of an object as it was opened, for the conflict view. */
  openedYaml: (operation: PlannedOperation) => string;
  onTakeTheirs: (operation: PlannedOperation) => void;
}

/** What every writer shows before anything is written: sentence, difference, findings, checks, the same by hand. */
export function Review({ plan, sentence, detail, reason, onReason, openedYaml, onTakeTheirs }: ReviewProps) {
  const t = useWords(changesWords);
  if (plan.isError) {
    const { detail: words, requestId } = problemOf(plan.error);
    return <ErrorState title={t('review.failed')} words={words} requestId={requestId} onRetry={() => void plan.refetch()} />;
  }
  if (!plan.data) return <SkeletonRows rows={5} label={t('review.loading')} />;
  const { data } = plan;
  const conflicts = data.operations.filter((operation) => operation.conflict);
  return (
    <div className={css.review}>
      <div className={css.column}>
        {sentence && (
          <Panel>
            <h2 className="t16">{sentence}</h2>
            {detail && <p className="ink-2">{detail}</p>}
          </Panel>
        )}
        {conflicts.map((operation) => (
          <ConflictPanel
            key={keyOf(operation)}
            operation={operation}
            openedYaml={openedYaml(operation)}
            onTakeTheirs={() => onTakeTheirs(operation)}
          />
        ))}
        {data.operations.map((operation) => (
          <OperationPanel key={keyOf(operation)} operation={operation} />
        ))}
        <Panel>
          <TextField label={t('review.reason')} help={t('review.reasonHelp')} value={reason} onChange={onReason} maxLength={500} />
        </Panel>
      </div>
      <div className={css.column}>
        <FindingsPanel findings={data.findings} />
        <ChecksPanel plan={data} busy={plan.isFetching} onAgain={() => void plan.refetch()} />
        <ByHand plan={data} />
      </div>
    </div>
  );
}

function OperationPanel({ operation }: { operation: PlannedOperation }) {
  const t = useWords(changesWords);
  const { added, removed } = countChanges(diffYaml(operation.beforeYaml, operation.afterYaml));
  const word = { create: t('review.creates'), delete: t('review.deletes'), update: '' }[operation.action];
  return (
    <Panel
      flush
      title={`${operation.ref.kind} ${operation.ref.name}`}
      note={
        <>
          {operation.ref.namespace} {word && `· ${word} `}
          <span className={css.added}>+{added}</span> <span className={css.removed}>−{removed}</span>
        </>
      }
    >
      {added + removed === 0 ? (
        <EmptyState title={t('review.nothing')}>{t('review.nothingDetail')}</EmptyState>
      ) : (
        <DiffView before={operation.beforeYaml} after={operation.afterYaml} />
      )}
    </Panel>
  );
}

function ByHand({ plan }: { plan: Plan }) {
  const t = useWords(changesWords);
  return (
    <Panel title={t('hand.title')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={css.hand} tabIndex={0}>
        {plan.byHand}
      </pre>
    </Panel>
  );
}

function keyOf({ ref }: PlannedOperation): string {
  return `${ref.kind}/${ref.namespace}/${ref.name}`;
}
