import type { ApplyResult, ChangeRecord, Plan, WantedChange } from '@pidalio/contract';

/** Every write to the cluster goes through here: plan, dry run, apply, record, revert. */
export interface Changes {
  plan: (wanted: WantedChange) => Promise<Plan>;
  /** Rejects with a HttpError `conflict` or `blocked` that carries the plan when it cannot be applied. */
  apply: (wanted: WantedChange) => Promise<ApplyResult>;
  list: () => Promise<{ changes: ChangeRecord[]; unavailable: string | null }>;
  /** Grows with every change made. */
  version: () => number;
  onChange: (listener: () => void) => () => void;
}
