import { useCallback, useEffect, useState } from 'react';
import { type Draft, readDraft, writeDraft } from './draft.ts';

/**
 * The text being edited. Starts from what the cluster holds (or a template), survives reload, and keeps the version it started
 * from, so that a newer one in the cluster is noticed and never overwritten.
 * @param key names the object; another key is another draft
 * @param live YAML and resourceVersion in the cluster now; `seen: null` for a new object
 */
export function useDraft(key: string, live: { yaml: string; seen: string | null } | null) {
  const [draft, setDraft] = useState<{ key: string; value: Draft } | null>(() => stored(key));
  const current = draft?.key === key ? draft.value : null;

  useEffect(() => {
    if (!live) return;
    setDraft((previous) => {
      const held = previous?.key === key ? previous.value : stored(key)?.value;
      // An untouched text follows the cluster; a touched one stays and is told about (see `isStale`).
      if (held && held.text !== held.base) return { key, value: held };
      return { key, value: { text: live.yaml, base: live.yaml, seen: live.seen } };
    });
  }, [key, live]);

  const setText = useCallback(
    (text: string) =>
      setDraft((previous) => {
        if (previous?.key !== key || previous.value.text === text) return previous;
        const value = { ...previous.value, text };
        writeDraft(key, value.text === value.base ? null : value);
        return { key, value };
      }),
    [key],
  );

  /** Starts again from what the cluster holds now; `keepText` lays the present text over it. */
  const restart = useCallback(
    (keepText = false) => {
      if (!live) return;
      setDraft((previous) => {
        const text = keepText && previous?.key === key ? previous.value.text : live.yaml;
        const value = { text, base: live.yaml, seen: live.seen };
        writeDraft(key, text === live.yaml ? null : value);
        return { key, value };
      });
    },
    [key, live],
  );

  return {
    draft: current,
    isEdited: current !== null && (current.text !== current.base || current.seen === null),
    isStale: current !== null && live !== null && current.seen !== live.seen,
    setText,
    restart,
    forget: useCallback(() => writeDraft(key, null), [key]),
  };
}

function stored(key: string): { key: string; value: Draft } | null {
  const value = readDraft(key);
  return value ? { key, value } : null;
}
