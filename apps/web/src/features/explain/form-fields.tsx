import { Autocomplete, Checkbox, Select } from '@mantine/core';
import { type ExplainSubjects, unknownField } from '@pidalio/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useWords } from '../../lib/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { Field, TextField } from '../../ui/field.tsx';
import css from './explain.module.css';
import { hostSuggestions } from './host-suggestions.ts';
import { type FormError, type HeaderRow, methods, type RequestForm } from './request-form.ts';
import { explainWords } from './words.ts';

interface FormFieldsProps {
  form: RequestForm;
  subjects: Pick<ExplainSubjects, 'callers' | 'hosts' | 'gatewayHosts' | 'headers' | 'paths'>;
  error: FormError | null;
  onForm: (form: RequestForm) => void;
}

const combobox = { transitionProps: { duration: 0 } };

export function FormFields({ form, subjects, error, onForm }: FormFieldsProps) {
  const t = useWords(explainWords);
  const set = (change: Partial<RequestForm>) => onForm({ ...form, ...change });
  const errorOf = (field: FormError['field']) =>
    error?.field === field ? t(({ from: 'from.missing', url: 'request.wrong', claims: 'claims.wrong' } as const)[field]) : null;
  const addresses = useMemo(() => hostSuggestions(subjects, form), [subjects, form]);
  return (
    <>
      <Field label={t('from')} error={errorOf('from')}>
        {(ids) => <CallerPicker {...ids} value={form.from} callers={subjects.callers} onChange={(from) => set({ from })} />}
      </Field>
      <Field label={t('request')} error={errorOf('url')}>
        {(ids) => (
          <div className={css.requestLine}>
            <Select
              aria-label={t('method')}
              value={form.method}
              data={[...new Set([...methods, form.method])]}
              onChange={(method) => set({ method: method ?? form.method })}
              allowDeselect={false}
              withCheckIcon={false}
              rightSectionWidth={20}
              comboboxProps={{ ...combobox, width: 110, position: 'bottom-start' }}
            />
            <Autocomplete
              {...ids}
              classNames={{ input: 'mono' }}
              value={form.url}
              data={addresses}
              onChange={(url) => set({ url })}
              placeholder="http://reviews:9080/reviews/0"
              spellCheck={false}
              comboboxProps={combobox}
              limit={12}
            />
          </div>
        )}
      </Field>
      <HeaderRows rows={form.headers} known={subjects.headers} onRows={(headers) => set({ headers })} />
      <details className={css.more} open={form.claims !== '' || form.protocol !== 'http' || error?.field === 'claims' || undefined}>
        <summary>
          {t('more')}
          {form.unknown.length > 0 && (
            <span className="ink-3"> · {t('unknown.summary', { fields: form.unknown.map((one) => t(`unknown.${one}`)).join(', ') })}</span>
          )}
        </summary>
        <Select
          label={t('protocol')}
          value={form.protocol}
          data={[
            { value: 'http', label: 'HTTP' },
            { value: 'grpc', label: 'gRPC' },
            { value: 'tcp', label: 'TCP' },
          ]}
          onChange={(protocol) => set({ protocol: protocol === 'grpc' || protocol === 'tcp' ? protocol : 'http' })}
          allowDeselect={false}
          withCheckIcon={false}
          comboboxProps={combobox}
        />
        <TextField
          label={t('claims')}
          mono
          value={form.claims}
          onChange={(claims) => set({ claims })}
          placeholder='{"groups": ["admin"]}'
          error={errorOf('claims')}
        />
        <fieldset className={css.unknown}>
          <legend>{t('unknown.label')}</legend>
          {unknownField.options.map((field) => (
            <Checkbox
              key={field}
              size="xs"
              label={t(`unknown.${field}`)}
              checked={form.unknown.includes(field)}
              onChange={(event) =>
                set({ unknown: event.currentTarget.checked ? [...form.unknown, field] : form.unknown.filter((other) => other !== field) })
              }
            />
          ))}
          <span className="t12 ink-3">{t('unknown.help')}</span>
        </fieldset>
      </details>
    </>
  );
}

function CallerPicker({
  value,
  callers,
  onChange,
  ...ids
}: {
  value: string;
  callers: ExplainSubjects['callers'];
  onChange: (value: string) => void;
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}) {
  const t = useWords(explainWords);
  const data = useMemo(() => {
    const groups = new Map<string, { value: string; label: string }[]>();
    const known = callers.map(({ namespace, name, proxy }) => ({ namespace, name, proxy }));
    const [namespace = '', name = ''] = value.split('/');
    // What the address names stays visible, even where it is gone.
    if (value !== '' && !known.some((one) => `${one.namespace}/${one.name}` === value)) known.push({ namespace, name, proxy: 'sidecar' });
    for (const caller of known) {
      const note = caller.proxy === 'none' ? ` · ${t('from.noProxy')}` : caller.proxy === 'gateway' ? ` · ${t('from.gateway')}` : '';
      const items = groups.get(caller.namespace) ?? [];
      items.push({ value: `${caller.namespace}/${caller.name}`, label: caller.name + note });
      groups.set(caller.namespace, items);
    }
    return [...groups].map(([group, items]) => ({ group, items }));
  }, [callers, value, t]);
  const [home] = value.split('/');
  return (
    <Select
      {...ids}
      error={ids['aria-invalid']}
      value={value === '' ? null : value}
      data={data}
      onChange={(next) => onChange(next ?? '')}
      placeholder={t('from.placeholder')}
      nothingFoundMessage={t('from.none')}
      searchable
      allowDeselect={false}
      withCheckIcon={false}
      comboboxProps={combobox}
      maxDropdownHeight={360}
      {...(home ? { rightSection: <span className={css.home}>{home}</span>, rightSectionWidth: `${home.length + 3}ch` } : {})}
    />
  );
}

function HeaderRows({
  rows,
  known,
  onRows,
}: {
  rows: readonly HeaderRow[];
  known: ExplainSubjects['headers'];
  onRows: (rows: HeaderRow[]) => void;
}) {
  const t = useWords(explainWords);
  const set = (index: number, change: Partial<HeaderRow>) => onRows(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  const names = known.map(({ name }) => name);
  return (
    <fieldset className={css.headers}>
      <legend>{t('headers')}</legend>
      <button type="button" className={css.add} onClick={() => onRows([...rows, { name: '', value: '' }])}>
        <IconPlus size={13} aria-hidden="true" />
        {t('headers.add')}
      </button>
      {rows.length === 0 && <span className="t12 ink-3">{t('headers.empty')}</span>}
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: headers have no identity but their place
        <div key={index} className={css.headerRow}>
          <Autocomplete
            aria-label={t('headers.name', { n: index + 1 })}
            classNames={{ input: 'mono' }}
            value={row.name}
            data={names}
            onChange={(name) => set(index, { name })}
            spellCheck={false}
            comboboxProps={{ ...combobox, width: 220, position: 'bottom-start' }}
          />
          <Autocomplete
            aria-label={t('headers.value', { n: index + 1 })}
            classNames={{ input: 'mono' }}
            value={row.value}
            data={known.find(({ name }) => name === row.name.trim().toLowerCase())?.values ?? []}
            onChange={(value) => set(index, { value })}
            placeholder={t('headers.placeholder')}
            spellCheck={false}
            comboboxProps={combobox}
          />
          <IconButton
            look="ghost"
            label={t('headers.remove', { n: index + 1 })}
            icon={<IconX size={14} />}
            onClick={() => onRows(rows.toSpliced(index, 1))}
          />
        </div>
      ))}
    </fieldset>
  );
}
