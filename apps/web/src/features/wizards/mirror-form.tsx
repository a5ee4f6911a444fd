import { type MirrorForm as Form, newRow, readTargets } from '@pidalio/recipes';
import { useWords } from '../../lib/words.ts';
import { TextField } from '../../ui/field.tsx';
import { Rate } from '../../ui/measure.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Choice } from './choice.tsx';
import type { FormProps } from './form-props.ts';
import { factsOf, rateOfRule } from './live-figures.ts';
import { PercentRow } from './percent-row.tsx';
import { RuleRateNote } from './rule-rate-note.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

export function MirrorForm({ form, input, steering, errorAt, onForm }: FormProps<Form>) {
  const t = useWords(wizardWords);
  const targets = readTargets(input);
  const ruleRate = rateOfRule(steering, input, form.ruleIndex);
  const rate = ruleRate.perSecond;
  const services = steering.otherServices.map(({ namespace, name }) => ({
    value: `${namespace}/${name}`,
    label: `${name} · ${namespace}`,
  }));
  const [firstService] = steering.otherServices;
  return (
    <>
      <Panel title={t('mirror.to')} note={t('mirror.discarded')}>
        <div className={css.fields}>
          <Segmented
            label={t('mirror.to')}
            value={form.to.kind}
            options={[
              { value: 'version', label: t('mirror.version') },
              { value: 'service', label: t('mirror.service') },
            ]}
            onChange={(kind) =>
              onForm({
                ...form,
                to:
                  kind === 'version'
                    ? { kind, subset: targets.at(-1)?.subset ?? '' }
                    : { kind, namespace: firstService?.namespace ?? '', name: firstService?.name ?? '' },
              })
            }
          />
          {form.to.kind === 'version' ? (
            <Choice
              hideLabel
              label={t('mirror.version')}
              width={260}
              value={form.to.subset}
              invalid={errorAt('to') !== undefined}
              options={[
                ...(form.to.subset === '' ? [{ value: '', label: t(form.active ? 'weights.any' : 'mirror.choose') }] : []),
                ...targets.map(({ subset, exists }) => ({
                  value: subset,
                  label: exists ? subset : `${subset} · ${t('weights.newSubset')}`,
                })),
              ]}
              onChange={(subset) => onForm({ ...form, to: { kind: 'version', subset } })}
            />
          ) : (
            <Choice
              hideLabel
              searchable
              label={t('mirror.service')}
              width={260}
              value={`${form.to.namespace}/${form.to.name}`}
              invalid={errorAt('to') !== undefined}
              options={services}
              onChange={(value) => {
                const [namespace = '', name = ''] = value.split('/');
                onForm({ ...form, to: { kind: 'service', namespace, name } });
              }}
            />
          )}
        </div>
        {errorAt('to') && (
          <p className="fail-ink t12" role="alert">
            {errorAt('to')}
          </p>
        )}
        {form.moreMirrors > 0 && <p className="ink-3 t12">{t('mirror.more', { n: form.moreMirrors })}</p>}
      </Panel>
      <Panel title={t('mirror.share')} note={<RuleRateNote rate={ruleRate} />}>
        <PercentRow
          label={t('mirror.percent')}
          value={form.percent}
          error={errorAt('percent')}
          onChange={(percent) => onForm({ ...form, percent })}
        />
        {rate !== null && form.percent !== null && form.percent > 0 && (
          <p className="ink-2">
            {t('mirror.expect')} <Rate value={(rate * form.percent) / 100} />{' '}
            <span className="ink-3">{form.to.kind === 'version' && factsOf(newRow(form.to.subset, 0), input, steering).label}</span>
          </p>
        )}
        {form.ruleIndex === null && (
          <TextField
            label={t('route.name')}
            help={t('route.nameHelp')}
            error={errorAt('routeName')}
            value={form.routeName}
            onChange={(routeName) => onForm({ ...form, routeName })}
            mono
          />
        )}
      </Panel>
    </>
  );
}
