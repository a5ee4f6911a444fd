import type { FindingMessages } from './finding-messages.ts';

const TYPES: Readonly<Record<string, string>> = { list: '列表', object: '对象', string: '字符串', number: '数字', boolean: '布尔值' };

const REASONS: Readonly<Record<string, string>> = {
  'root-selector': '带选择器的策略只在工作负载所在的命名空间生效',
  'port-without-selector': '按端口的设置需要选择器',
  'deny-without-rules': '这种动作的策略必须有规则',
};

export const findingsZh: FindingMessages = {
  'MF-TYPE': ({ expected, actual }) => `Istio 在这里读取${typeOf(expected)}，而不是${typeOf(actual)}；该字段视为不存在。`,
  'MF-REGEX': ({ pattern }) => `“${pattern}”不是 RE2 正则表达式；它什么都不匹配。`,
  'MF-MATCH': () => '既没有 exact，也没有 prefix 或 regex；视为不存在。',
  'MF-DURATION': ({ value }) => `“${value}”不是时长；该字段视为不存在。`,
  'MF-HOST': ({ host }) => `“${host}”不是主机名。`,
  'MF-UPPER-CASE': ({ host }) => `Istio 会忽略这条规则：主机 ${host} 含有大写字母。`,
  'MF-ENUM': ({ value, known }) => `Istio 不认识 ${value}；可用的值有 ${known}。`,
  'MF-PORT': ({ port }) => `${port} 不是端口。`,
  'MF-WEIGHT': ({ weight }) => `权重 ${weight} 为负；按 0 计算。`,
  'MF-WEIGHTS': ({ destinations }) => `${destinations} 个目标的权重都不大于 0。`,
  'MF-PERCENT': ({ percent }) => `${percent} % 不在 0 到 100 % 之间。`,
  'MF-NO-ACTION': () => '规则没有说明如何处理请求。',
  'MF-CONTRADICTION': ({ used, ignored }) => `${used} 与 ${ignored} 互斥；${ignored} 不起作用。`,
  'MF-HIDDEN': () => 'exportTo “~” 使它对所有代理都不可见。',
  'MF-NO-DELEGATE': ({ namespace, name }) => `没有委托对象 ${namespace}/${name}；该规则不产生路由。`,
  'MF-IGNORED': ({ why }) => `Istio 会忽略它：${REASONS[String(why)] ?? why}。`,
};

function typeOf(type: string | number | undefined): string {
  return TYPES[String(type)] ?? String(type);
}
