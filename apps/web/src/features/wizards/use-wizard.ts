import type { FormError, Reading, SteeringInput } from '@pidalio/recipes';
import { useEffect, useMemo, useState } from 'react';
import { readStoredDraft, storeDraft } from './draft-storage.ts';
import type { Recipe } from './recipe.ts';
import {
  documentsOf,
  draftInput,
  formErrors,
  isWritable,
  mergeTheirs,
  type OpenedObject,
  openDraft,
  parseError,
  type WizardDraft,
  withText,
} from './wizard-draft.ts';

/** What the API server refused, at the form field it concerns. */
export interface Refusal {
  path: string | null;
  message: string;
}

interface State<Form> {
  draft: WizardDraft<Form>;
  cannotShow: Reading<Form>['cannotShow'];
  /** A text that does not parse yet; the form rests on the last one that did. */
  typing: { key: string; text: string; line: number; message: string } | null;
  refusals: Refusal[];
  conflicts: ReturnType<typeof mergeTheirs>['conflicts'];
  /** Somebody moved something, if only back to where it was: that is a wish too where an object would be created. */
  handled: boolean;
}

/** The draft of one wizard: form and texts that follow each other, kept over a reload, and told when the cluster moves on. */
export function useWizard<Form>(
  recipe: Recipe<Form>,
  storageKey: string,
  input: SteeringInput,
  live: readonly OpenedObject[],
  ruleIndex: number | null,
  /** A link's wish for the form; it comes before a stored draft. */
  wish: string | null,
) {
  const fresh = (rule: number | null): State<Form> => ({
    ...openDraft(recipe, input, [...live], rule),
    typing: null,
    refusals: [],
    conflicts: [],
    handled: false,
  });
  const [state, setState] = useState<State<Form>>(() => {
    if (wish !== null) {
      const { draft: opened, ...rest } = fresh(ruleIndex);
      return { ...rest, handled: true, draft: { ...opened, form: opened.form && recipe.prefill(opened.form, wish) } };
    }
    const stored = readStoredDraft(storageKey, recipe.isForm);
    const isAsked = stored !== null && (ruleIndex === null || stored.ruleIndex === ruleIndex);
    return isAsked ? { ...fresh(ruleIndex), draft: stored, cannotShow: [], handled: true } : fresh(ruleIndex);
  });
  const { draft } = state;
  const documents = useMemo(() => documentsOf(recipe, draft, input), [recipe, draft, input]);
  const errors: FormError[] = useMemo(() => formErrors(recipe, draft, input), [recipe, draft, input]);
  const before = useMemo(() => openDraft(recipe, input, draft.opened, draft.ruleIndex).draft.form, [recipe, input, draft]);
  const isTouched =
    state.handled || documents.some((document) => document.opened !== null && document.isChanged) || hasOwnWork(recipe, draft, before);
  const isStale = live.length !== draft.opened.length || live.some(({ ref, seen }) => !holds(draft.opened, ref, seen));

  // An untouched draft follows the cluster; a touched one stays and is told about.
  if (isStale && !isTouched && state.typing === null) setState(fresh(draft.ruleIndex));

  useEffect(() => storeDraft(storageKey, isTouched ? draft : null), [storageKey, isTouched, draft]);

  return {
    ...state,
    // What a form would create is no change before somebody asked for one.
    documents: isTouched ? documents : documents.filter(({ opened }) => opened !== null),
    errors,
    before,
    isTouched,
    isStale,
    input: useMemo(() => draftInput(input, draft), [input, draft]),
    setForm: (form: Form) =>
      setState((previous) => {
        const whole = isWritable(recipe, previous.draft, input) ? previous.draft.form : previous.draft.whole;
        return { ...previous, draft: { ...previous.draft, form, whole }, handled: true, refusals: [] };
      }),
    setReason: (reason: string) => setState((previous) => ({ ...previous, draft: { ...previous.draft, reason } })),
    setRefusals: (refusals: Refusal[]) => setState((previous) => ({ ...previous, refusals })),
    setText: (key: string, text: string) =>
      setState((previous) => {
        const error = parseError(text);
        if (error) return { ...previous, typing: { key, text, ...error } };
        return { ...previous, ...withText(recipe, previous.draft, input, documents, key, text), typing: null, handled: true, refusals: [] };
      }),
    setRule: (rule: number) =>
      setState((previous) => {
        const texts = Object.fromEntries(documents.filter(({ opened }) => opened !== null).map(({ key, text }) => [key, text]));
        const { form, cannotShow } = recipe.read(draftInput(input, { texts }), rule);
        return {
          ...previous,
          draft: { ...previous.draft, texts, form, whole: null, ruleIndex: rule },
          cannotShow,
          handled: false,
          refusals: [],
        };
      }),
    restart: () => setState(fresh(draft.ruleIndex)),
    layOver: () =>
      setState((previous) => {
        const { texts, conflicts } = mergeTheirs(documents, live);
        const all = { ...Object.fromEntries(live.map(({ ref, yaml }) => [`${ref.kind}/${ref.namespace}/${ref.name}`, yaml])), ...texts };
        const { form, cannotShow } = recipe.read(draftInput(input, { texts: all }), previous.draft.ruleIndex ?? undefined);
        return { ...previous, draft: { ...previous.draft, opened: [...live], texts: all, form, whole: null }, cannotShow, conflicts };
      }),
    forget: () => storeDraft(storageKey, null),
  };
}

/** A form that only creates is touched once it differs from how it opened. */
function hasOwnWork<Form>(recipe: Recipe<Form>, draft: WizardDraft<Form>, before: Form | null): boolean {
  return recipe.isForm(draft.form) && JSON.stringify(draft.form) !== JSON.stringify(before);
}

function holds(opened: readonly OpenedObject[], ref: OpenedObject['ref'], seen: string): boolean {
  return opened.some(
    (object) =>
      object.seen === seen && object.ref.kind === ref.kind && object.ref.name === ref.name && object.ref.namespace === ref.namespace,
  );
}
