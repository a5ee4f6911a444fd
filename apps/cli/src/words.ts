import type { Locale } from '@pidalio/explain';

/** The command's own words; what it tells of a mesh comes from the packages. */
const en = {
  from: (name: string) => `from ${name}`,
  assumed: 'taken for granted; say who with --from',
  host: 'Host',
  rules: 'Rules',
  way: 'On the way',
  destination: 'Destination',
  connection: 'Connection',
  permission: 'Permission',
  caller: 'Caller',
  other: 'Also',
  outcomes: 'Outcomes',
  series: 'Shows up in',
  whatIf: 'What if',
  log: 'The log says',
  fits: 'the log line fits this end',
  fitsNone: 'No end fits this line: rules or callers have changed since, or the line is of another proxy.',
  either: 'If it does not match',
  or: 'If it matches',
  ifRule: (rule: string, text: string) => `${rule}: ${text}`,
  mutualTls: (principal: string) => `Mutual TLS${principal === '' ? '' : ` as ${principal}`}.`,
  plainText: 'Plain text.',
  delivered: 'delivered',
  noAnswer: 'no answer',
  unnamed: 'unnamed',
  callerOutside: 'a caller',
};

type Words = typeof en;

const zh: Words = {
  from: (name) => `来自 ${name}`,
  assumed: '默认假定；用 --from 指明',
  host: '主机',
  rules: '规则',
  way: '途中',
  destination: '目的地',
  connection: '连接',
  permission: '权限',
  caller: '调用方',
  other: '另外',
  outcomes: '结果',
  series: '计入指标',
  whatIf: '如果',
  log: '日志记录',
  fits: '日志行与此结果相符',
  fitsNone: '没有结果与此行相符：规则或调用方已变化，或此行来自别的代理。',
  either: '若不匹配',
  or: '若匹配',
  ifRule: (rule, text) => `${rule}：${text}`,
  mutualTls: (principal) => (principal === '' ? '双向 TLS。' : `双向 TLS，身份为 ${principal}。`),
  plainText: '明文。',
  delivered: '送达',
  noAnswer: '没有应答',
  unnamed: '未命名',
  callerOutside: '某个调用方',
};

export function words(locale: Locale): Words {
  return locale === 'zh' ? zh : en;
}
