import type { Watch } from '@pidalio/contract';
import { IconAdjustmentsHorizontal, IconArrowsSplit2, IconHandStop, IconMinus, IconPlus } from '@tabler/icons-react';
import type { Experiment } from '../../experiments/use-experiment.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShareStack } from '../../ui/share-bar.tsx';
import { versionClass } from '../../ui/version.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** The next step of an experiment. Every button opens a filled-in review; none writes. */
export function AdjustPanel({ watch, experiment }: { watch: Watch; experiment: Experiment | undefined }) {
  switch (watch.kind) {
    case 'canary':
      return <AdjustWeights watch={watch} experiment={experiment} />;
    case 'mirror':
      return <AdjustMirror watch={watch} experiment={experiment} />;
    case 'fault':
      return <AdjustFault watch={watch} experiment={experiment} />;
  }
}

function AdjustWeights({ watch, experiment }: { watch: Watch; experiment: Experiment | undefined }) {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const weighed = watch.contenders.filter(({ shareConfigured }) => shareConfigured !== null);
  // The canary is the newest version that has a share.
  const canary = weighed.filter(({ shareConfigured }) => (shareConfigured ?? 0) > 0).at(-1) ?? weighed.at(-1);
  const baseline = weighed.find((contender) => contender !== canary);
  const service = experiment?.service;
  if (!canary || !service) return null;
  const now = Math.round((canary.shareConfigured ?? 0) * 100);
  const to = (label: string, weight: number) =>
    scoped(
      paths.wizard('canary', service, {
        via: experiment.via,
        object: watch.ref,
        rule: watch.ruleIndex,
        set: `${label}:${weight}`,
        step: 'review',
      }),
    );
  return (
    <Panel title={t('adjust.title')} note={t('adjust.reviewed')}>
      <div className={css.adjust}>
        <LinkButton
          to={to(canary.label, Math.max(0, now - 10))}
          icon={<IconMinus size={14} />}
          cannot={now === 0 ? t('adjust.atEnd') : undefined}
        >
          10 %
        </LinkButton>
        <span className={versionClass(canary.versionIndex)}>
          <span className="big">{now}</span>
          <span className="unit"> % </span>
          <span style={{ color: 'var(--ci)' }}>{canary.label}</span>
        </span>
        <LinkButton
          to={to(canary.label, Math.min(100, now + 10))}
          icon={<IconPlus size={14} />}
          cannot={now === 100 ? t('adjust.atEnd') : undefined}
        >
          10 %
        </LinkButton>
      </div>
      <ShareStack
        shares={weighed.map(({ label, versionIndex, shareConfigured }) => ({ key: label, versionIndex, share: shareConfigured ?? 0 }))}
      />
      <div className={css.twoButtons}>
        <LinkButton to={to(canary.label, 100)} cannot={now === 100 ? t('adjust.atEnd') : undefined}>
          {t('adjust.promote', { version: canary.label })}
        </LinkButton>
        {baseline && <LinkButton to={to(baseline.label, 100)}>{t('adjust.sendAll', { version: baseline.label })}</LinkButton>}
      </div>
    </Panel>
  );
}

function AdjustMirror({ watch, experiment }: { watch: Watch; experiment: Experiment | undefined }) {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const service = experiment?.service;
  return (
    <Panel title={t('adjust.next')} note={t('adjust.reviewed')}>
      <div className={css.stackButtons}>
        {service && (
          <>
            <LinkButton
              icon={<IconAdjustmentsHorizontal size={15} />}
              to={scoped(paths.wizard('mirror', service, { via: experiment.via, object: watch.ref, rule: watch.ruleIndex }))}
            >
              {t('adjust.changeShare')}
            </LinkButton>
            <LinkButton
              icon={<IconArrowsSplit2 size={15} />}
              to={scoped(paths.wizard('canary', service, { via: experiment.via, object: watch.ref, rule: watch.ruleIndex }))}
            >
              {t('adjust.makeCanary')}
            </LinkButton>
          </>
        )}
        <LinkButton icon={<IconHandStop size={15} />} to={scoped(paths.stopMirror(watch.ref, watch.ruleIndex))}>
          {t('adjust.stopMirror')}
        </LinkButton>
      </div>
    </Panel>
  );
}

function AdjustFault({ watch, experiment }: { watch: Watch; experiment: Experiment | undefined }) {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const service = experiment?.service;
  return (
    <Panel title={t('adjust.next')} note={t('adjust.reviewed')}>
      <div className={css.stackButtons}>
        {service && (
          <LinkButton
            icon={<IconAdjustmentsHorizontal size={15} />}
            to={scoped(paths.wizard('fault', service, { via: experiment.via, object: watch.ref, rule: watch.ruleIndex }))}
          >
            {t('adjust.changeFault')}
          </LinkButton>
        )}
        <LinkButton look="warn" icon={<IconHandStop size={15} />} to={scoped(paths.stopFault(watch.ref, watch.ruleIndex))}>
          {t('adjust.stopFault')}
        </LinkButton>
      </div>
    </Panel>
  );
}
