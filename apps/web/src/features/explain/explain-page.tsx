import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { type Command, useCommands } from '../../lib/commands.ts';
import { useWords } from '../../lib/words.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import css from './explain.module.css';
import { Explanation } from './explanation.tsx';
import { NoRequest } from './no-request.tsx';
import { readAddress, withRequest } from './request-address.ts';
import type { RequestForm } from './request-form.ts';
import { RequestPanel } from './request-panel.tsx';
import { useLikeRequest } from './use-like-request.ts';
import { explainWords } from './words.ts';

const modes = ['form', 'paste'] as const;

/** A request in, the whole way of it out. The address holds the request, so that it can be shared, and Back leads to the one before. */
export function ExplainPage() {
  const t = useWords(explainWords);
  const navigate = useNavigate();
  const notes = notesOf(useLocation().state);
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const opened = useMemo(() => readAddress(new URLSearchParams(text)), [text]);
  const mode = modes.find((one) => one === search.get('mode')) ?? 'form';
  const addressOf = useCallback(
    (form: RequestForm) => {
      const next = withRequest(new URLSearchParams(text), form);
      for (const key of ['mode', 'like', 'by', 'rule']) next.delete(key);
      return `?${next}`;
    },
    [text],
  );
  const setMode = useCallback(
    (next: (typeof modes)[number]) =>
      setSearch(
        (previous) => {
          const changed = new URLSearchParams(previous);
          if (next === 'form') changed.delete('mode');
          else changed.set('mode', next);
          return changed;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const explain = useCallback(
    (form: RequestForm, said: readonly string[]) => void navigate(addressOf(form), { state: { notes: said } }),
    [navigate, addressOf],
  );
  const like = useLikeRequest(search, addressOf);
  useCommands(
    useMemo<Command[]>(
      () => [{ id: 'explain-paste', group: 'selection', label: t('command.paste'), run: () => setMode('paste') }],
      [t, setMode],
    ),
  );
  return (
    <>
      <PageTitle title={t('title')} />
      <div className={css.page}>
        <RequestPanel opened={opened} mode={mode} onMode={setMode} notes={notes} onExplain={explain} />
        <div className={css.answer}>
          {opened ? (
            <Explanation form={opened} addressOf={addressOf} />
          ) : (
            <NoRequest like={like} addressOf={addressOf} onPaste={() => setMode('paste')} />
          )}
        </div>
      </div>
    </>
  );
}

/** What was said of a pasted request travels with the entry of the history, so that Back finds it again. */
function notesOf(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('notes' in state) || !Array.isArray(state.notes)) return [];
  return state.notes.filter((note) => typeof note === 'string');
}
