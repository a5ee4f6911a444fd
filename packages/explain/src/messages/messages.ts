import type { ReasonCode, Values, VerdictCode, WhatIfCode } from '../journey.ts';
import type { NoteCode, ProblemCode } from '../request-text.ts';

type Text = (values: Values) => string;

/** A code without a text does not compile. */
export interface Messages {
  verdict: Record<VerdictCode, Text>;
  /** Follows the verdict behind a colon or on a line of its own. */
  reason: Record<ReasonCode, Text>;
  whatIf: Record<WhatIfCode, Text>;
  problem: Record<ProblemCode, Text>;
  note: Record<NoteCode, Text>;
  /** Around a problem: where it is. */
  place: (line: number, column: number) => string;
}
