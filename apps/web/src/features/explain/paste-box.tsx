import { postReadRequest } from '@pidalio/contract';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { problemOf } from '../../api/queries.ts';
import { SUBMIT_KEYS } from '../../lib/platform.ts';
import { useLocale, useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/chip.tsx';
import { Field } from '../../ui/field.tsx';
import css from './explain.module.css';
import { explainWords } from './words.ts';

type Read = ReturnType<typeof postReadRequest.response.parse>;

/** A curl command or a line of a log. What cannot be read stays, with the reason. */
export function PasteBox({
  text,
  onText,
  caller,
  onRead,
}: {
  text: string;
  onText: (text: string) => void;
  caller: { namespace: string; name: string } | null;
  onRead: (read: Read) => void;
}) {
  const t = useWords(explainWords);
  const locale = useLocale();
  const read = useMutation({
    mutationFn: () => call(postReadRequest, { body: { text, caller, locale } }),
    onSuccess: onRead,
  });
  const refused = read.data && read.data.request === null ? read.data.notes.join(' ') : null;
  const error = read.isError ? t('paste.failed', { words: problemOf(read.error).detail }) : refused;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        read.mutate();
      }}
    >
      <Field label={t('paste')} help={t('paste.help')} error={error}>
        {(ids) => (
          <textarea
            {...ids}
            className={`mono ${css.paste}`}
            value={text}
            rows={9}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            placeholder={t('paste.placeholder')}
            onChange={(event) => {
              onText(event.target.value);
              read.reset();
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
              event.preventDefault();
              read.mutate();
            }}
          />
        )}
      </Field>
      <Button type="submit" look="primary" className={css.run}>
        {t('paste.read')} <Kbd>{SUBMIT_KEYS}</Kbd>
      </Button>
    </form>
  );
}
