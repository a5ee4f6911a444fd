import type { Stop } from './decision.ts';
import { en } from './messages/en.ts';
import { zh } from './messages/zh.ts';

/** What a stop says, as one sentence in the reader's language. */
export function describe(stop: Stop, locale: 'en' | 'zh'): string {
  return (locale === 'zh' ? zh : en)[stop.code](stop.values ?? {}, stop);
}
