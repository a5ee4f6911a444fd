import type { ExplainOutcome } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { describeResponse } from '../../responses/describe-response.ts';
import { responseWords } from '../../responses/words.ts';
import { classes } from '../../ui/classes.ts';
import { Percent } from '../../ui/measure.tsx';
import { ShareStack } from '../../ui/share-bar.tsx';
import { versionClass } from '../../ui/version.tsx';
import css from './explain.module.css';
import { type ExplainTranslate, explainWords } from './words.ts';

/** Where the request goes and how often, one bar each. */
export function OutcomeBars({ outcomes }: { outcomes: readonly ExplainOutcome[] }) {
  const t = useWords(explainWords);
  return (
    <ul className={css.bars}>
      {outcomes.map((outcome) => (
        <li key={outcomeKey(outcome)} className={css.bar}>
          <span className={classes(css.barName, isHarm(outcome) && 'fail-ink')} title={outcome.workload?.name}>
            <i className={classes(css.swatch, colourOf(outcome))} />
            {outcomeName(outcome, t)}
          </span>
          <span className={css.track}>
            <i className={colourOf(outcome)} style={{ width: `${outcome.probability * 100}%` }} />
          </span>
          <span className="num medium">
            <Percent value={outcome.probability} />
          </span>
          <OutcomeNote outcome={outcome} />
        </li>
      ))}
    </ul>
  );
}

/** Narrow enough for a table; names and numbers stand beside it. */
export function OutcomeStack({ outcomes }: { outcomes: readonly ExplainOutcome[] }) {
  return (
    <span className={css.stack}>
      <ShareStack
        shares={outcomes.map((outcome) => ({
          key: outcomeKey(outcome),
          share: outcome.probability,
          versionIndex: outcome.kind === 'delivered' ? outcome.versionIndex : -1,
        }))}
      />
    </span>
  );
}

function OutcomeNote({ outcome }: { outcome: ExplainOutcome }) {
  const t = useWords(explainWords);
  const responses = useWords(responseWords);
  const { kind, subset, readyPods, status, flags, workload } = outcome;
  const pods =
    readyPods === null
      ? ''
      : readyPods === 0
        ? t('outcome.noPods')
        : readyPods === 1
          ? t('outcome.onePod')
          : t('outcome.pods', { n: readyPods });
  const parts =
    kind === 'delivered'
      ? [subset === '' ? (workload?.name ?? '') : t('outcome.subset', { subset }), pods]
      : [flags === '' ? '' : describeResponse({ code: String(status ?? 0), flag: flags }, responses), outcome.details];
  const words = parts.filter(Boolean).join(' · ');
  // Envoy's details are written as in its log.
  return <span className={classes(css.note, kind !== 'delivered' && 'mono')}>{words}</span>;
}

function outcomeName(outcome: ExplainOutcome, t: ExplainTranslate): string {
  const { kind, label, flags } = outcome;
  const status = outcome.status === 0 ? t('outcome.noAnswer') : String(outcome.status ?? '');
  switch (kind) {
    case 'delivered':
      return label || t('outcome.outside');
    case 'answered':
      return t(flags === 'FI' ? 'outcome.fault' : 'outcome.answered', { status });
    case 'denied':
      return label ? t('outcome.deniedAt', { label, status }) : t('outcome.denied', { status });
    case 'no-route':
      return t('outcome.noRoute', { status });
    case 'unreachable':
      return label ? t('outcome.unreachableAt', { label, status }) : t('outcome.unreachable', { status });
  }
}

function isHarm({ kind, flags }: ExplainOutcome): boolean {
  return (kind !== 'delivered' && kind !== 'answered') || flags === 'FI';
}

function colourOf(outcome: ExplainOutcome): string | undefined {
  if (isHarm(outcome)) return css.harm;
  return versionClass(outcome.kind === 'delivered' ? outcome.versionIndex : -1);
}

function outcomeKey({ kind, label, workload, status, flags, subset }: ExplainOutcome): string {
  return [kind, label, subset, workload?.namespace, workload?.name, status, flags].join('/');
}
