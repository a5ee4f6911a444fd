import type { Steering } from '@pidalio/contract';
import { describe, type SteeringInput } from '@pidalio/recipes';
import { IconArrowRight, IconZoomQuestion } from '@tabler/icons-react';
import { type ComponentType, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { setExplainDrafts } from '../../lib/explain-drafts.ts';
import { isSameRef, paths, type Ref, type ServiceRef } from '../../lib/paths.ts';
import { SUBMIT_KEYS } from '../../lib/platform.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useLocale, useWords } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Kbd } from '../../ui/chip.tsx';
import { formatRate } from '../../ui/format.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useErrorAt } from './field-errors.ts';
import type { FormProps } from './form-props.ts';
import { rateOfRule } from './live-figures.ts';
import type { Recipe } from './recipe.ts';
import { ReviewStep } from './review-step.tsx';
import { StaleNotice } from './stale-notice.tsx';
import { StepBar } from './step-bar.tsx';
import { SubjectPanel } from './subject-panel.tsx';
import { useWizard } from './use-wizard.ts';
import { type OpenedObject, operationsOf } from './wizard-draft.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';
import { YamlPane } from './yaml-pane.tsx';

interface WizardProps<Form> {
  recipe: Recipe<Form>;
  Form: ComponentType<FormProps<Form>>;
  storageKey: string;
  steering: Steering;
  input: SteeringInput;
  live: readonly OpenedObject[];
  holders: readonly Ref[];
  services: readonly ServiceRef[];
  ruleIndex: number | null;
  wish: string | null;
  step: 'shape' | 'review';
  onStep: (step: 'shape' | 'review') => void;
  onService: (service: ServiceRef) => void;
  onVia: (via: string) => void;
  onRule: (holder: Ref | null, ruleIndex: number) => void;
}

/** Form and YAML side by side, then the review. The recipe decides, this only shows. */
export function Wizard<Form extends { ruleIndex: number | null }>(props: WizardProps<Form>) {
  const { recipe, Form, storageKey, steering, input, live, services, ruleIndex, step, onStep } = props;
  const t = useWords(wizardWords);
  const locale = useLocale();
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const wizard = useWizard(recipe, storageKey, input, live, ruleIndex, props.wish);
  const { draft, documents, errors } = wizard;
  const errorAt = useErrorAt(errors, wizard.refusals);
  const operations = useMemo(() => operationsOf(documents), [documents]);
  const cannot = reasonNotToReview();
  const review = () => {
    if (!cannot) onStep('review');
  };
  useShortcuts(
    useMemo(
      () => (step === 'shape' && !cannot ? [{ keys: 'mod+Enter', label: t('review'), run: () => onStep('review') }] : []),
      [step, cannot, t, onStep],
    ),
  );

  if (step === 'review' && !cannot)
    return (
      <ReviewStep
        operations={operations}
        sentences={sentencesOf()}
        notice={wizard.isStale && <StaleNotice onTake={wizard.restart} onLayOver={wizard.layOver} />}
        reason={draft.reason}
        onReason={wizard.setReason}
        openedYaml={(ref) =>
          draft.opened.find(
            (object) => object.ref.kind === ref.kind && object.ref.name === ref.name && object.ref.namespace === ref.namespace,
          )?.yaml ?? ''
        }
        onTakeTheirs={() => {
          wizard.restart();
          onStep('shape');
        }}
        onBack={(refusals) => {
          if (draft.form)
            wizard.setRefusals(
              refusals.map(({ field, message }) => ({ path: draft.form ? recipe.locate(field, draft.form) : null, message })),
            );
          onStep('shape');
        }}
        onApplied={(result) => {
          wizard.forget();
          const written = result.operations.find(({ ref }) => ref.kind === 'VirtualService')?.ref ?? input.vantage.governing;
          const rule = draft.form ? recipe.shapedRule(draft.form) : 0;
          if (written) void navigate(scoped(paths.watch(recipe.kind, written, rule)));
          else void navigate(scoped(paths.traffic()));
        }}
      />
    );

  return (
    <>
      <StepBar step="shape">
        <span className="t12 ink-3">{t('nothingSent')}</span>
        <Button icon={<IconZoomQuestion size={15} />} cannot={cannot} onClick={explainDraft}>
          {t('explainDraft')}
        </Button>
        <LinkButton look="ghost" to={scoped(paths.traffic())}>
          {t('cancel')}
        </LinkButton>
        <Button look="primary" cannot={cannot} onClick={review}>
          {t('review')}
          <Kbd>{SUBMIT_KEYS}</Kbd>
        </Button>
      </StepBar>
      {wizard.isStale && <StaleNotice onTake={wizard.restart} onLayOver={wizard.layOver} />}
      <div className={css.shape}>
        <div className={css.form}>
          <SubjectPanel
            steering={steering}
            services={services}
            input={wizard.input}
            ruleIndex={draft.form?.ruleIndex ?? draft.ruleIndex}
            onService={props.onService}
            onVia={props.onVia}
            holders={props.holders}
            onRule={(holder, index) => {
              const { governing } = input.vantage;
              if (!holder || (governing && isSameRef(holder, governing))) wizard.setRule(index);
              props.onRule(holder, index);
            }}
          />
          {wizard.conflicts.length > 0 && <Clashes conflicts={wizard.conflicts} />}
          {wizard.refusals
            .filter(({ path }) => path === null)
            .map(({ message }) => (
              <p key={message} className={css.errorNote} role="alert">
                <HealthGlyph health="failing" size={13} label="" />
                {message}
              </p>
            ))}
          {draft.form ? (
            <Form
              form={draft.form}
              before={wizard.before}
              input={wizard.input}
              steering={steering}
              errorAt={errorAt}
              onForm={wizard.setForm}
            />
          ) : (
            <EmptyState
              title={t('cannotShow')}
              actions={
                input.vantage.governing && (
                  <LinkButton to={scoped(paths.object(input.vantage.governing))} icon={<IconArrowRight size={15} />}>
                    {t('openEditor')}
                  </LinkButton>
                )
              }
            >
              {wizard.cannotShow.map((item) => describe(item, locale)).join(' ')}
            </EmptyState>
          )}
        </div>
        <YamlPane
          documents={documents}
          typing={wizard.typing}
          isHeldBack={errors.some((error) => !recipe.isExpressible(error))}
          onText={wizard.setText}
        />
      </div>
    </>
  );

  /** What the form has shaped, laid over the cluster's objects, for a request of this service. */
  function explainDraft(): void {
    const changed = documents.filter(({ isChanged }) => isChanged);
    const title = changed.map(({ ref }) => `${ref.kind} ${ref.name}`).join(', ');
    setExplainDrafts({ from: pathname + search, title, yaml: changed.map(({ text }) => text) });
    const { namespace, name } = steering.service;
    void navigate(scoped(`${paths.explain({ service: { namespace, name } })}&rules=draft`));
  }

  function reasonNotToReview(): string | undefined {
    if (wizard.typing) return t('cannot.yaml');
    if (errors.length > 0) return t(errors.length === 1 ? 'cannot.error' : 'cannot.errors', { n: errors.length });
    return operations.length === 0 || !wizard.isTouched ? t('cannot.nothing') : undefined;
  }

  function sentencesOf(): string[] {
    if (!draft.form || !wizard.before) return [];
    const items = recipe.summarize(wizard.before, draft.form, steering.service.name);
    const said = items.map((item) => describe(item, locale));
    const touched = recipe.touchedShare(wizard.before, draft.form);
    const rate = rateOfRule(steering, input, draft.form.ruleIndex).perSecond;
    if (touched > 0 && rate !== null && rate > 0)
      said.push(t(touched < 1 ? 'review.touches' : 'review.touchesAll', { rate: formatRate(rate * touched), of: formatRate(rate) }));
    return said;
  }
}

function Clashes({ conflicts }: { conflicts: readonly { key: string; path: string; was: unknown; theirs: unknown; yours: unknown }[] }) {
  const t = useWords(wizardWords);
  const text = (value: unknown) => (value === undefined ? '–' : JSON.stringify(value));
  return (
    <table className={css.clashes}>
      <caption>{t('clash.title')}</caption>
      <thead>
        <tr>
          <th>{t('clash.field')}</th>
          <th>{t('clash.was')}</th>
          <th>{t('clash.theirs')}</th>
          <th>{t('clash.yours')}</th>
        </tr>
      </thead>
      <tbody>
        {conflicts.map(({ key, path, was, theirs, yours }) => (
          <tr key={`${key}${path}`}>
            <td className="mono">{path}</td>
            <td className="mono ink-3">{text(was)}</td>
            <td className="mono">{text(theirs)}</td>
            <td className="mono accent-ink">{text(yours)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
