import type { Finding } from '@pidalio/contract';
import type { Locale } from '../lib/words.ts';

type Text = { title: string; detail?: string };

/** Words for the server's finding codes. Values in `{{}}` come with the finding. */
const texts: Record<string, Record<Locale, Text>> = {};

/** A finding as a sentence; a code without words of its own is shown with its values, never hidden. */
export function describeFinding(finding: Finding, locale: Locale): Text {
  const text = texts[finding.code]?.[locale];
  if (!text) {
    const values = Object.entries(finding.values).map(([key, value]) => `${key}: ${value}`);
    return { title: finding.code, detail: [finding.path ?? '', ...values].filter(Boolean).join(' · ') };
  }
  const fill = (template: string) => template.replace(/\{\{(\w+)\}\}/g, (_, key: string) => String(finding.values[key] ?? '–'));
  return { title: fill(text.title), ...(text.detail ? { detail: fill(text.detail) } : {}) };
}
