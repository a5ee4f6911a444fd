import type { Item } from './item.ts';
import { en } from './messages/en.ts';
import { zh } from './messages/zh.ts';
import type { CannotShowCode } from './rules.ts';
import type { SummaryCode } from './summary.ts';
import type { FormErrorCode } from './validate.ts';

export type RecipeCode = FormErrorCode | CannotShowCode | SummaryCode;
export type Messages = Record<RecipeCode, (values: Item['values']) => string>;

/** The text of an item in the reader's language. */
export function describe(item: Item<RecipeCode>, locale: 'en' | 'zh'): string {
  return (locale === 'zh' ? zh : en)[item.code](item.values);
}
