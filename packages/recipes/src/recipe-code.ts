import type { Item } from './item.ts';
import type { CannotShowCode } from './rules.ts';
import type { SummaryCode } from './summary.ts';
import type { FormErrorCode } from './validate.ts';

/** Every code that a recipe speaks in; its words stand in `messages/`. */
export type RecipeCode = FormErrorCode | CannotShowCode | SummaryCode;
export type Messages = Record<RecipeCode, (values: Item['values']) => string>;
