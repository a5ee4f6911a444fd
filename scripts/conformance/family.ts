/** What came of one case. A case that needs what is not built yet is `not-runnable`, which is never counted as passed. */
export type Verdict = { id: string; outcome: 'passed' } | { id: string; outcome: 'failed' | 'not-runnable'; reason: string };

/** Case files of one kind, below the folder that was given. */
export interface Family {
  name: string;
  /** Whether the folder holds its files. */
  isIn(folder: string): boolean;
  /** Recorded fields that are not compared yet. */
  notCompared?: string;
  run(folder: string): Verdict[] | Promise<Verdict[]>;
}
