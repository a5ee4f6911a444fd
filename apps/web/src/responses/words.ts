import { defineWords, type Locale, type Translate } from '../lib/words.ts';

/** What responses were, in words that the graph and the service page share. */
export const responseWords = defineWords(
  'responses',
  {
    'code.ok': 'OK',
    'code.redirect': 'redirected',
    'code.client': 'client error',
    'code.server': 'error from the application',
    'code.none': 'no response',
    'code.grpc': 'gRPC status from the application',
    'flag.UH': 'no healthy target',
    'flag.NR': 'no such route',
    'flag.UO': 'breaker full',
    'flag.UT': 'took too long',
    'flag.UC': 'connection cut',
    'flag.UF': 'could not connect',
    'flag.URX': 'retries used up',
    'flag.FI': 'fault injected',
    'flag.DI': 'delay injected',
    'flag.NC': 'no such cluster',
    'flag.DC': 'caller hung up',
    'flag.UAEX': 'access denied',
    'flag.other': 'flag {{flag}}',
    'reason.app': '{{code}} from the application',
  },
  {
    'code.ok': '成功',
    'code.redirect': '重定向',
    'code.client': '客户端错误',
    'code.server': '应用返回错误',
    'code.none': '没有响应',
    'code.grpc': '应用返回 gRPC 状态',
    'flag.UH': '没有健康目标',
    'flag.NR': '没有此路由',
    'flag.UO': '熔断已满',
    'flag.UT': '超时',
    'flag.UC': '连接中断',
    'flag.UF': '无法连接',
    'flag.URX': '重试用尽',
    'flag.FI': '注入的故障',
    'flag.DI': '注入的延迟',
    'flag.NC': '没有此集群',
    'flag.DC': '调用方断开',
    'flag.UAEX': '拒绝访问',
    'flag.other': '标志 {{flag}}',
    'reason.app': '应用返回 {{code}}',
  },
);

export type ResponseTranslate = Translate<keyof typeof responseWords.en>;

/** For sentences that are made outside of React. */
export function responseTranslate(locale: Locale): ResponseTranslate {
  return (key, values = {}) => responseWords[locale][key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}
