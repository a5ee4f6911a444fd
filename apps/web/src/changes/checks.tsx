import type { Finding, Plan, PlannedOperation } from '@pidalio/contract';
import { IconCircleCheck, IconInfoCircle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocale, useWords } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { HealthGlyph } from '../ui/health.tsx';
import { Panel } from '../ui/panel.tsx';
import css from './changes.module.css';
import { describeFinding } from './finding-words.ts';
import { changesWords } from './words.ts';

/** What should be known before applying, worst first. */
export function FindingsPanel({ findings }: { findings: readonly Finding[] }) {
  const t = useWords(changesWords);
  const order = { block: 0, warning: 1, note: 2 };
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  return (
    <Panel title={t('findings.title')}>
      {sorted.length === 0 && <span className="ink-2">{t('findings.none')}</span>}
      <div className={css.list}>
        {sorted.map((finding) => (
          <FindingItem key={`${finding.code}${finding.ref?.namespace}${finding.ref?.name}${finding.path}`} finding={finding} />
        ))}
      </div>
    </Panel>
  );
}

function FindingItem({ finding }: { finding: Finding }) {
  const { title, detail } = describeFinding(finding, useLocale());
  const glyph = {
    block: <HealthGlyph health="failing" />,
    warning: <HealthGlyph health="degraded" />,
    note: <IconInfoCircle size={14} className="ink-3" />,
  }[finding.severity];
  return (
    <div className={css.item}>
      {glyph}
      <div>
        <div className="medium">{title}</div>
        {detail && <div className={css.words}>{detail}</div>}
      </div>
    </div>
  );
}

/** What the API server and the cluster's rights say to each operation. */
export function ChecksPanel({ plan, busy, onAgain }: { plan: Plan; busy: boolean; onAgain: () => void }) {
  const t = useWords(changesWords);
  return (
    <Panel
      title={t('checks.title')}
      actions={
        <Button size="small" look="ghost" icon={<IconRefresh size={14} />} onClick={onAgain} {...(busy ? { 'aria-busy': true } : {})}>
          {t('checks.again')}
        </Button>
      }
    >
      <div className={css.list}>
        {plan.operations.flatMap((operation) =>
          checksOf(operation, t).map((check) => (
            <CheckItem key={`${operation.ref.kind}${operation.ref.namespace}${operation.ref.name}${check.id}`} {...check} />
          )),
        )}
      </div>
    </Panel>
  );
}

interface Check {
  id: string;
  ok: boolean | 'warn';
  text: string;
  evidence?: string;
  words?: ReactNode;
}

function checksOf(operation: PlannedOperation, t: ReturnType<typeof useWords<keyof typeof changesWords.en>>): Check[] {
  const { dryRun, conflict, ref, action } = operation;
  const checks: Check[] = [
    {
      id: 'dry-run',
      ok: dryRun.ok,
      text: dryRun.ok ? t('checks.dryRun') : t('checks.dryRunRefused'),
      evidence: t('checks.milliseconds', { n: Math.round(dryRun.milliseconds) }),
      words: [dryRun.refusal?.message, ...dryRun.warnings].filter((line) => line !== undefined).map((line) => <div key={line}>{line}</div>),
    },
    operation.allowed
      ? { id: 'allowed', ok: true, text: t('checks.allowed', { verb: action, kind: ref.kind }), evidence: 'RBAC' }
      : {
          id: 'allowed',
          ok: false,
          text: t('checks.forbidden', { verb: action, kind: ref.kind, namespace: ref.namespace }),
          evidence: 'RBAC',
        },
  ];
  if (action === 'create') checks.push({ id: 'conflict', ok: conflict === null, text: t(conflict ? 'checks.taken' : 'checks.free') });
  else if (conflict)
    checks.push({
      id: 'conflict',
      ok: false,
      text: conflict.manager ? t('checks.changed', { manager: conflict.manager }) : t('checks.changedUnknown'),
    });
  else
    checks.push({
      id: 'conflict',
      ok: true,
      text: t('checks.unchanged'),
      evidence: `rv ${operation.before?.metadata.resourceVersion ?? ''}`,
    });
  for (const owner of operation.owners) checks.push({ id: `owner ${owner}`, ok: 'warn', text: t('checks.owner', { owner }) });
  return checks;
}

function CheckItem({ ok, text, evidence, words }: Check) {
  return (
    <div className={css.item}>
      {ok === true ? <IconCircleCheck size={14} className="ok-ink" /> : <HealthGlyph health={ok ? 'degraded' : 'failing'} />}
      <div>
        {text}
        <div className={css.words}>{words}</div>
      </div>
      <span className="ink-3 t12 nowrap">{evidence}</span>
    </div>
  );
}
