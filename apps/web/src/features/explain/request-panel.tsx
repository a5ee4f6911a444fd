import type { ExplainSubjects, postReadRequest } from '@pidalio/contract';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { problemOf, queries } from '../../api/queries.ts';
import { SUBMIT_KEYS } from '../../lib/platform.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/chip.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { DraftChoice } from './draft-choice.tsx';
import css from './explain.module.css';
import { FormFields } from './form-fields.tsx';
import { PasteBox } from './paste-box.tsx';
import { isSameForm } from './request-address.ts';
import { emptyForm, type FormError, fromRequest, type RequestForm, toRequest } from './request-form.ts';
import { explainWords } from './words.ts';

type Read = ReturnType<typeof postReadRequest.response.parse>;

interface RequestPanelProps {
  /** The request in the address; null when it holds none. */
  opened: RequestForm | null;
  mode: 'form' | 'paste';
  onMode: (mode: 'form' | 'paste') => void;
  /** What is to be said of the request that was read, until another one is explained. */
  notes: readonly string[];
  onExplain: (form: RequestForm, notes: readonly string[]) => void;
}

/** Where a request is written or pasted. What is typed stays here until Explain is pressed. */
export function RequestPanel({ opened, mode, onMode, notes: given, onExplain }: RequestPanelProps) {
  const t = useWords(explainWords);
  const subjects = useQuery(queries.explainSubjects());
  const [form, setForm] = useState(opened ?? emptyForm);
  const [error, setError] = useState<FormError | null>(null);
  const [notes, setNotes] = useState(given);
  const [pasted, setPasted] = useState('');
  // Another request in the address (Back, a link, a variant) takes the place of what is written here.
  const key = JSON.stringify(opened);
  const [takenKey, setTakenKey] = useState(key);
  if (key !== takenKey) {
    setTakenKey(key);
    setForm(opened ?? emptyForm);
    setNotes(given);
    setError(null);
  }
  const isEdited = opened !== null && !isSameForm(form, opened);

  const run = useCallback(
    (next: RequestForm, said: readonly string[] = []) => {
      const read = toRequest(next);
      setError(read.error ?? null);
      if (!read.error) onExplain(next, said);
    },
    [onExplain],
  );
  const take = (read: Read) => {
    if (!read.request) return;
    const next = fromRequest(read.request);
    const named = read.request.caller.name !== '';
    const from = named ? t(senderKey(read.senderFrom), { name: read.request.caller.name }) : t('sender.unknown');
    setForm(named ? next : { ...next, from: '' });
    const said = [...(read.senderFrom === 'given' ? [] : [from]), ...read.notes];
    setNotes(said);
    onMode('form');
    if (named) run(next, said);
  };
  useShortcuts(useMemo(() => [{ keys: 'mod+Enter', label: t('key.run'), run: () => run(form) }], [t, form, run]));

  return (
    <div className={css.panel}>
      <Segmented
        label={t('mode.label')}
        value={mode}
        onChange={onMode}
        options={[
          { value: 'form', label: t('mode.form') },
          { value: 'paste', label: t('mode.paste') },
        ]}
      />
      {mode === 'paste' ? (
        <PasteBox text={pasted} onText={setPasted} caller={callerOf(form)} onRead={take} />
      ) : (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            run(form);
          }}
        >
          {subjects.isError && !subjects.data && (
            <p className="t12 fail-ink" role="alert">
              {t('subjects.failed')}: {problemOf(subjects.error).detail}
            </p>
          )}
          <FormFields
            form={form}
            subjects={subjects.data ?? noSubjects}
            error={error}
            onForm={(next) => {
              setForm(next);
              setNotes([]);
              if (error) setError(toRequest(next).error ?? null);
            }}
          />
          {notes.map((note) => (
            <p key={note} className="t12 ink-2" role="status">
              {note}
            </p>
          ))}
          <DraftChoice />
          <Button type="submit" look="primary" icon={<IconZoomQuestion size={15} />} className={css.run}>
            {t('run')} <Kbd>{SUBMIT_KEYS}</Kbd>
          </Button>
          <p className={css.edited} aria-live="polite">
            {isEdited ? t('edited') : ''}
          </p>
        </form>
      )}
      <span className="spacer" />
      {subjects.data && <p className={css.foot}>{t('foot', { version: subjects.data.istioVersion })}</p>}
    </div>
  );
}

const noSubjects: Pick<ExplainSubjects, 'callers' | 'hosts' | 'gatewayHosts' | 'headers' | 'paths'> = {
  callers: [],
  hosts: [],
  gatewayHosts: [],
  headers: [],
  paths: [],
};

function senderKey(from: Read['senderFrom']) {
  return from === 'address' ? 'sender.address' : from === 'gateway' ? 'sender.gateway' : 'sender.assumed';
}

function callerOf({ from }: RequestForm): { namespace: string; name: string } | null {
  const [namespace = '', name = ''] = from.split('/');
  return namespace && name ? { namespace, name } : null;
}
