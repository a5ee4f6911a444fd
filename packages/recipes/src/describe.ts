import type { Item } from './item.ts';
import { en } from './messages/en.ts';
import { zh } from './messages/zh.ts';
import type { RecipeCode } from './recipe-code.ts';

/** The text of an item in the reader's language. */
export function describe(item: Item<RecipeCode>, locale: 'en' | 'zh'): string {
  return (locale === 'zh' ? zh : en)[item.code](item.values);
}
