import { createStore, useStore } from './store.ts';

/** Drafts that the editor or a wizard gave to Explain, to be laid over the objects of the cluster. */
export interface ExplainDrafts {
  /** Where they come from: address within the dashboard, to go back to. */
  from: string;
  /** e.g. `VirtualService reviews` */
  title: string;
  yaml: readonly string[];
}

const key = 'pidalio.explain.drafts';
const drafts = createStore<ExplainDrafts | null>(readStored());

/** They live as long as the tab, so that a reload keeps them. */
export function setExplainDrafts(next: ExplainDrafts | null): void {
  try {
    if (next) sessionStorage.setItem(key, JSON.stringify(next));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or full; the drafts then live as long as the page.
  }
  drafts.set(next);
}

export function useExplainDrafts(): ExplainDrafts | null {
  return useStore(drafts);
}

function readStored(): ExplainDrafts | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isDrafts(stored) ? stored : null;
  } catch {
    return null;
  }
}

function isDrafts(value: unknown): value is ExplainDrafts {
  return (
    typeof value === 'object' &&
    value !== null &&
    'from' in value &&
    typeof value.from === 'string' &&
    'title' in value &&
    typeof value.title === 'string' &&
    'yaml' in value &&
    Array.isArray(value.yaml) &&
    value.yaml.every((one) => typeof one === 'string')
  );
}
