import type { Finding } from '@pidalio/contract';
import type { Locale } from '../lib/words.ts';

type Text = { title: string; detail?: string };

/** Words for the server's finding codes. Values in `{{}}` come with the finding. */
const texts: Record<string, Record<Locale, Text>> = {
  'would-not-govern': {
    en: {
      title: 'It would not govern {{host}}',
      detail:
        'VirtualService {{owner}} in {{ownerNamespace}} is older and owns the host; a second one does nothing. Change that one instead.',
    },
    zh: {
      title: '它不会对 {{host}} 生效',
      detail: '{{ownerNamespace}} 中的 VirtualService {{owner}} 更早创建，拥有这个主机；第二个不起作用。改那一个。',
    },
  },
  'governs-partly': {
    en: {
      title: 'It governs {{host}} only for some callers',
      detail: 'For the others VirtualService {{owner}} in {{ownerNamespace}} decides.',
    },
    zh: { title: '它只对部分调用方的 {{host}} 生效', detail: '其余调用方由 {{ownerNamespace}} 中的 VirtualService {{owner}} 决定。' },
  },
  'missing-subset': {
    en: { title: 'Subset {{subset}} does not exist', detail: 'No DestinationRule for {{host}} defines it; requests to it get 503 (NC).' },
    zh: { title: '子集 {{subset}} 不存在', detail: '{{host}} 的 DestinationRule 没有定义它，发往它的请求会得到 503 (NC)。' },
  },
  'subset-selects-no-pod': {
    en: { title: 'Subset {{subset}} selects no pod', detail: 'Its share of the requests to {{host}} gets 503 (UH).' },
    zh: { title: '子集 {{subset}} 没有选中任何 Pod', detail: '发往 {{host}} 的这部分请求会得到 503 (UH)。' },
  },
};

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
