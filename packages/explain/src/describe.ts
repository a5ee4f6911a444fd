import type { Verdict, WhatIf } from './journey.ts';
import { en } from './messages/en.ts';
import type { Messages } from './messages/messages.ts';
import { zh } from './messages/zh.ts';
import type { InputNote, InputProblem } from './request-text.ts';

export type Locale = 'en' | 'zh';

/** What comes of a request, without a full stop, and the sentence that says why. */
export function describeVerdict({ code, values, because }: Verdict, locale: Locale): { title: string; reason: string } {
  const { verdict, reason } = words(locale);
  return { title: verdict[code](values), reason: reason[because.code](because.values) };
}

/** The one thing that is different, e.g. `end-user is jason`. */
export function describeWhatIf({ code, values }: Pick<WhatIf, 'code' | 'values'>, locale: Locale): string {
  return words(locale).whatIf[code](values);
}

/** Where a text cannot be read, and why. */
export function describeProblem({ code, values, line, column }: InputProblem, locale: Locale): string {
  const { problem, place } = words(locale);
  // For these the whole text is meant.
  const where = code === 'EMPTY' || code === 'NOT-UNDERSTOOD' ? '' : place(line, column);
  return where + problem[code](values);
}

export function describeNote({ code, values }: InputNote, locale: Locale): string {
  return words(locale).note[code](values);
}

function words(locale: Locale): Messages {
  return locale === 'zh' ? zh : en;
}
