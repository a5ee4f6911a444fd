import type { ChangeRecord, Experiment, Watch } from '@pidalio/contract';
import {
  IconAdjustmentsHorizontal,
  IconArrowBackUp,
  IconArrowsSplit2,
  IconBolt,
  IconChartLine,
  IconGhost2,
  IconHandStop,
  IconRoute,
  IconTag,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { useLastChange } from '../../experiments/use-experiment.ts';
import { describeVerdict, isInDoubt, isSettling, toneOf, wantsName } from '../../experiments/verdict-words.ts';
import { paths } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useLocale, useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { classes } from '../../ui/classes.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useTimes } from '../../ui/time.ts';
import { Contenders } from './contenders.tsx';
import { sentenceOf } from './sentences.ts';
import css from './traffic.module.css';
import { trafficWords } from './words.ts';

const icons = { canary: IconArrowsSplit2, mirror: IconGhost2, fault: IconBolt, rules: IconRoute } as const;

/** One experiment: what it is meant to do, what is seen, and the verbs. */
export function ExperimentCard({ experiment }: { experiment: Experiment }) {
  const t = useWords(trafficWords);
  const { rangeSeconds } = useScope();
  const scoped = useScopedPath();
  const { kind, ref, ruleIndex, service } = experiment;
  const watched = kind === 'rules' ? 'canary' : kind;
  const watch = useQuery({
    ...queries.watch(watched, ref.namespace, ref.name, ruleIndex, rangeSeconds),
    refetchInterval: useRefetchInterval(),
  });
  const change = useLastChange(ref);
  const Icon = icons[kind];
  const name = service?.name ?? experiment.hosts.join(', ');
  return (
    <section className={classes(css.card, kind === 'fault' && css.harm)} aria-label={`${t(`kind.${kind}`)} ${name}`}>
      <div className={css.top}>
        <div className={css.what}>
          <div className="row">
            <Icon size={16} className={kind === 'fault' ? css.faultIcon : 'accent-ink'} />
            {service ? (
              <Link to={scoped(paths.service(service))} className="t14">
                {name}
              </Link>
            ) : (
              <span className="t14">{name}</span>
            )}
            <span className="ink-3">{service?.namespace ?? ref.namespace}</span>
            <span className="spacer" />
            <VerdictChip watch={watch.data} changedMs={change?.atMs ?? null} />
          </div>
          <p className="ink-2">{sentenceOf(experiment, t)}</p>
        </div>
        <div className={css.seen}>
          {watch.data ? (
            <Contenders watch={watch.data} experiment={experiment} />
          ) : watch.isError ? (
            <span className="ink-3">{t('card.failed', { words: problemOf(watch.error).detail })}</span>
          ) : (
            <Skeleton width="60%" height={12} />
          )}
        </div>
      </div>
      <CardFoot experiment={experiment} watch={watch.data} change={change} />
    </section>
  );
}

/** The first thing that needs a look, or that all is as intended. */
function VerdictChip({ watch, changedMs }: { watch: Watch | undefined; changedMs: number | null }) {
  const t = useWords(trafficWords);
  const locale = useLocale();
  if (watch && isSettling(watch, changedMs)) return <Chip>{t('card.tooEarly')}</Chip>;
  const bad = watch?.verdicts.find((verdict) => toneOf(verdict) === 'warn');
  if (bad)
    return (
      <Chip tone="warn" icon={<HealthGlyph health="degraded" size={13} label="" />} title={describeVerdict(bad, locale)}>
        {t('card.look')}
      </Chip>
    );
  if (watch && isInDoubt(watch)) return <Chip>{t('card.inDoubt')}</Chip>;
  if (!watch?.verdicts.some((verdict) => toneOf(verdict) === 'ok')) return null;
  return <Chip icon={<HealthGlyph health="healthy" size={13} label="" />}>{t('card.asIntended')}</Chip>;
}

function CardFoot({ experiment, watch, change }: { experiment: Experiment; watch: Watch | undefined; change: ChangeRecord | undefined }) {
  const t = useWords(trafficWords);
  const locale = useLocale();
  const scoped = useScopedPath();
  const { ago } = useTimes(15_000);
  const { kind, ref, ruleIndex, service, via } = experiment;
  const verdict = watch?.verdicts.find((candidate) => toneOf(candidate) === 'warn') ?? watch?.verdicts[0];
  const wizard = kind === 'rules' ? 'canary' : kind;
  return (
    <div className={css.foot}>
      <Link to={scoped(paths.object(ref))} className={css.object}>
        {ref.kind} {ref.name}
        {experiment.routeName && <span className="mono"> · {experiment.routeName}</span>}
      </Link>
      {change && <span className="ink-3 nowrap">{t('card.changed', { ago: ago(change.atMs) })}</span>}
      {verdict && (
        <span
          className={classes(
            'truncate',
            toneOf(verdict) === 'warn' && !(watch && isSettling(watch, change?.atMs ?? null)) ? 'warn-ink' : 'ink-2',
          )}
        >
          {describeVerdict(verdict, locale)}
        </span>
      )}
      <span className="spacer" />
      {watch && wantsName(watch) && (
        <LinkButton size="small" icon={<IconTag size={14} />} to={scoped(paths.object(ref))}>
          {t('card.name')}
        </LinkButton>
      )}
      {service && (
        <LinkButton
          size="small"
          icon={<IconAdjustmentsHorizontal size={14} />}
          to={scoped(paths.wizard(wizard, service, { via, object: ref, ...(kind === 'rules' ? {} : { rule: ruleIndex }) }))}
        >
          {t(`adjust.${kind}`)}
        </LinkButton>
      )}
      {service && kind === 'mirror' && (
        <LinkButton
          size="small"
          icon={<IconArrowsSplit2 size={14} />}
          to={scoped(paths.wizard('canary', service, { via, object: ref, rule: ruleIndex }))}
        >
          {t('adjust.toCanary')}
        </LinkButton>
      )}
      {kind !== 'rules' && (
        <LinkButton size="small" icon={<IconChartLine size={14} />} to={scoped(paths.watch(kind, ref, ruleIndex))}>
          {t('card.watch')}
        </LinkButton>
      )}
      {kind === 'fault' ? (
        <LinkButton size="small" look="warn" icon={<IconHandStop size={14} />} to={scoped(paths.stopFault(ref, ruleIndex))}>
          {t('card.stopFault')}
        </LinkButton>
      ) : kind === 'mirror' ? (
        <LinkButton size="small" icon={<IconHandStop size={14} />} to={scoped(paths.stopMirror(ref, ruleIndex))}>
          {t('card.stop')}
        </LinkButton>
      ) : (
        <LinkButton
          size="small"
          icon={<IconArrowBackUp size={14} />}
          to={scoped(paths.revert(change?.id ?? ''))}
          cannot={change ? undefined : t('card.noRevert')}
        >
          {t('card.revert')}
        </LinkButton>
      )}
    </div>
  );
}
