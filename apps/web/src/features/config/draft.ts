/** A draft as it is kept over a reload: the text, and which version of the object it started from. */
export interface Draft {
  text: string;
  /** resourceVersion that was opened; null for a new object. */
  seen: string | null;
  /** YAML that was opened, to compare with. */
  base: string;
}

const prefix = 'pidalio.draft.';

export function readDraft(key: string): Draft | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(prefix + key) ?? 'null');
    return isDraft(stored) ? stored : null;
  } catch {
    return null;
  }
}

export function writeDraft(key: string, draft: Draft | null): void {
  try {
    if (draft) sessionStorage.setItem(prefix + key, JSON.stringify(draft));
    else sessionStorage.removeItem(prefix + key);
  } catch {
    // Storage may be forbidden or full; the draft then lives as long as the page.
  }
}

/** Keys of all drafts kept in this tab, for marks in the list. */
export function draftKeys(): Set<string> {
  try {
    return new Set(
      Object.keys(sessionStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
    );
  } catch {
    return new Set();
  }
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'text' in value &&
    typeof value.text === 'string' &&
    'base' in value &&
    typeof value.base === 'string' &&
    'seen' in value
  );
}
