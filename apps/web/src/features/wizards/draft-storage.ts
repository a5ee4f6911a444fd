import type { WizardDraft } from './wizard-draft.ts';

const prefix = 'pidalio.wizard.';

/** A draft kept over a reload of the tab; null where there is none or it cannot be read. */
export function readStoredDraft<Form>(key: string, isForm: (value: unknown) => value is Form): WizardDraft<Form> | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(prefix + key) ?? 'null');
    return isDraft(stored, isForm) ? stored : null;
  } catch {
    return null;
  }
}

export function storeDraft(key: string, draft: WizardDraft<unknown> | null): void {
  try {
    if (draft) sessionStorage.setItem(prefix + key, JSON.stringify(draft));
    else sessionStorage.removeItem(prefix + key);
  } catch {
    // Storage may be forbidden or full; the draft then lives as long as the page.
  }
}

function isDraft<Form>(value: unknown, isForm: (value: unknown) => value is Form): value is WizardDraft<Form> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'opened' in value &&
    Array.isArray(value.opened) &&
    'texts' in value &&
    typeof value.texts === 'object' &&
    'reason' in value &&
    'ruleIndex' in value &&
    'form' in value &&
    'whole' in value &&
    (value.whole === null || isForm(value.whole)) &&
    (value.form === null || isForm(value.form))
  );
}
