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
  'unknown-gateway': {
    en: { title: 'Gateway {{gateway}} does not exist', detail: 'What is bound to it governs nothing there. Name one that exists.' },
    zh: { title: 'Gateway {{gateway}} 不存在', detail: '绑定到它的规则在那里不生效。改为已有的 Gateway。' },
  },
  'gateway-refuses-host': {
    en: {
      title: 'Gateway {{gateway}} does not take {{host}}',
      detail: 'No server of the Gateway accepts this host from this namespace; requests for it never get here.',
    },
    zh: { title: 'Gateway {{gateway}} 不接受 {{host}}', detail: '它的 servers 不接受此命名空间的这个主机，请求到不了这里。' },
  },
  'gateway-selects-no-pod': {
    en: { title: 'Selector matches no gateway pod', detail: 'No pod has {{selector}}; nothing opens these ports.' },
    zh: { title: '选择器没有选中任何网关 Pod', detail: '没有 Pod 带有 {{selector}}，这些端口不会打开。' },
  },
  'unknown-host': {
    en: { title: 'No service is called {{host}}', detail: 'Requests sent there get 503 (NC). Check the name, or add a ServiceEntry.' },
    zh: { title: '没有名为 {{host}} 的服务', detail: '发往那里的请求会得到 503 (NC)。检查名称，或添加 ServiceEntry。' },
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
