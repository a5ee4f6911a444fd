import { Switch } from '@mantine/core';
import type { FaultForm as Form } from '@pidalio/recipes';
import { useWords } from '../../lib/words.ts';
import { TextField } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { ConditionsEditor, emptyCondition } from './conditions-editor.tsx';
import type { FormProps } from './form-props.ts';
import { rateOfRule } from './live-figures.ts';
import { PercentRow } from './percent-row.tsx';
import { RuleRateNote } from './rule-rate-note.tsx';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

export function FaultForm(props: FormProps<Form>) {
  return (
    <>
      <Scope {...props} />
      <Delay {...props} />
      <Abort {...props} />
    </>
  );
}

/** Whom it hits: whatever the rule handles, or a part of it. */
function Scope({ form, steering, input, errorAt, onForm }: FormProps<Form>) {
  const t = useWords(wizardWords);
  const setScope = (scope: Form['scope']) =>
    onForm({
      ...form,
      scope,
      blocks:
        scope === 'some' && form.blocks.length === 0
          ? [{ origin: null, conditions: [startCondition(input.vantage.via)], kept: [] }]
          : form.blocks,
    });
  return (
    <Panel
      title={t('fault.scope')}
      note={<RuleRateNote rate={rateOfRule(steering, input, form.ruleIndex)} />}
      actions={
        <Segmented
          size="small"
          label={t('fault.scope')}
          value={form.scope}
          options={[
            { value: 'all', label: t('fault.all') },
            { value: 'some', label: t('fault.some') },
          ]}
          onChange={setScope}
        />
      }
    >
      {form.scope === 'all' ? (
        <p className="ink-2">{t('fault.allHelp')}</p>
      ) : (
        <div className="col" style={{ gap: 10 }}>
          <ConditionsEditor path="blocks" blocks={form.blocks} errorAt={errorAt} onBlocks={(blocks) => onForm({ ...form, blocks })} />
          {!form.active && (
            <TextField
              label={t('fault.name')}
              help={t('fault.nameHelp')}
              error={errorAt('name')}
              value={form.name}
              mono
              onChange={(name) => onForm({ ...form, name })}
            />
          )}
        </div>
      )}
    </Panel>
  );
}

/** Headers of signed-in users are not on requests that enter at a gateway; there, a path is what one limits by. */
function startCondition(via: string): Form['blocks'][number]['conditions'][number] {
  return via === 'mesh' ? emptyCondition : { kind: 'uri', name: '', op: 'exact', value: '' };
}

function Delay({ form, errorAt, onForm }: FormProps<Form>) {
  const t = useWords(wizardWords);
  const { delay } = form;
  const set = (next: Partial<Form['delay']>) => onForm({ ...form, delay: { ...delay, ...next } });
  return (
    <Panel
      title={t('fault.delay')}
      note={t('fault.delayNote')}
      actions={
        <Switch size="xs" aria-label={t('fault.delay')} checked={delay.on} onChange={(event) => set({ on: event.currentTarget.checked })} />
      }
    >
      {errorAt('delay') && (
        <p className="fail-ink t12" role="alert">
          {errorAt('delay')}
        </p>
      )}
      {delay.on && (
        <>
          <PercentRow
            label={t('fault.percent')}
            value={delay.percent}
            error={errorAt('delay.percent')}
            onChange={(percent) => set({ percent })}
          />
          <TextField
            className={css.shortField}
            label={t('fault.duration')}
            help={t('fault.durationHelp')}
            error={errorAt('delay.duration')}
            value={delay.duration}
            mono
            onChange={(duration) => set({ duration })}
          />
        </>
      )}
    </Panel>
  );
}

function Abort({ form, errorAt, onForm }: FormProps<Form>) {
  const t = useWords(wizardWords);
  const { abort } = form;
  const set = (next: Partial<Form['abort']>) => onForm({ ...form, abort: { ...abort, ...next } });
  return (
    <Panel
      title={t('fault.abort')}
      note={t('fault.abortNote')}
      actions={
        <Switch size="xs" aria-label={t('fault.abort')} checked={abort.on} onChange={(event) => set({ on: event.currentTarget.checked })} />
      }
    >
      {abort.on && (
        <>
          <PercentRow
            label={t('fault.percent')}
            value={abort.percent}
            error={errorAt('abort.percent')}
            onChange={(percent) => set({ percent })}
          />
          <div className={css.fields}>
            <Segmented
              label={t('fault.protocol')}
              value={abort.protocol}
              options={[
                { value: 'http', label: 'HTTP' },
                { value: 'grpc', label: 'gRPC' },
              ]}
              onChange={(protocol) => set({ protocol, status: protocol === 'http' ? '500' : 'UNAVAILABLE' })}
            />
            <TextField
              className={css.shortField}
              label={t('fault.status')}
              error={errorAt('abort.status')}
              value={abort.status}
              mono
              onChange={(status) => set({ status })}
            />
          </div>
        </>
      )}
    </Panel>
  );
}
