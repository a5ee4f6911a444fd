import type { Values } from '../journey.ts';
import type { Messages } from './messages.ts';
import { isWhole, share, shortly } from './share.ts';

function inCases(probability: Values[string] | undefined): string {
  const part = share(probability);
  return 'of' in part ? `${part.of[1]} 次中有 ${part.of[0]} 次` : `${part.percent} % 的情况下`;
}

const unlessWhole = (probability: Values[string] | undefined) => (isWhole(probability) ? '' : `${inCases(probability)}`);

const answer = ({ status, flags }: Values) => (status === 0 ? '连接中断，没有应答' : `${status}${flags ? ` ${flags}` : ''}`);

const rule = ({ rule, number, kind, name }: Values) =>
  rule ? `${kind} ${name} 的规则 ${rule}` : `${kind} ${name} 的第 ${number} 条规则（未命名）`;

const FIELDS: Readonly<Record<string, string>> = {
  method: '请求方法',
  path: '路径',
  query: '查询参数',
  headers: '请求头',
  host: '主机名',
  labels: '调用方的标签',
  claims: '令牌中的声明',
  principal: '调用者的身份',
  ip: '调用方的地址',
  sni: 'TLS 中的服务器名称',
  address: 'Pod 的地址',
  'external-answer': '外部授权服务的答复',
};

export const zh: Messages = {
  verdict: {
    'ONE-DESTINATION': ({ to, probability }) => (isWhole(probability) ? `由 ${to} 应答` : `${inCases(probability)}由 ${to} 应答`),
    'SEVERAL-DESTINATIONS': ({ to, probability, second, secondProbability, count }) => {
      const others = Number(count) - 2;
      const start = `${inCases(probability)}由 ${to} 应答`;
      if (others > 0) return `${start}，${inCases(secondProbability)}由 ${shortly(second, to)} 应答，另有 ${others} 个去向`;
      const rest = Number(probability) + Number(secondProbability);
      return isWhole(rest)
        ? `${start}，其余由 ${shortly(second, to)} 应答`
        : `${start}，${inCases(secondProbability)}由 ${shortly(second, to)} 应答`;
    },
    OUTSIDE: ({ host, port }) => `原样发往 ${host}:${port}`,
    REDIRECTED: ({ status, location }) => `重定向到 ${location}（${status}）`,
    ANSWERED: ({ status }) => `代理直接返回 ${status}`,
    ABORTED: ({ status, probability }) => `${unlessWhole(probability)}被中断，返回 ${status}`,
    DENIED: (values) => `${unlessWhole(values.probability)}被 ${values.to} 拒绝：${answer(values)}`,
    'NO-ROUTE': () => '没有路由：代理返回 404',
    BLOCKED: () => '不放行：代理返回 502',
    REFUSED: () => '被拒绝：连接中断，没有应答',
    'NO-DESTINATION': (values) => `没有去处：${values.to} 不存在，${answer(values)}`,
    'NOBODY-THERE': (values) => `无人应答：${values.to} 没有就绪的 Pod，${answer(values)}`,
    FAILS: (values) => `${unlessWhole(values.probability)}在 ${values.to} 处失败：${answer(values)}`,
    UNCERTAIN: ({ cases }) => `不能确定：有 ${cases} 种可能的结果`,
  },
  reason: {
    RULE: (values) => `由${spaced(rule(values))}处理。`,
    'RULE-AFTER-OTHERS': (values) => `由${spaced(rule(values))}处理，前面 ${values.lost} 条规则都不匹配。`,
    'DEFAULT-ROUTE': ({ host }) => `没有为 ${host} 写规则。`,
    'HTTPS-REDIRECT': ({ name }) => `Gateway ${name} 把所有明文请求重定向到 https，不再看任何规则。`,
    'NO-RULE-MATCHES': ({ host }) => `${host} 有规则，但都不匹配。`,
    'NO-HOST': ({ host }) => `这里没有叫 ${host} 的主机。`,
    'NO-LISTENER': ({ port }) => `端口 ${port} 上没有接收者。`,
    'NO-PROXY': () => '调用方没有代理，客户端规则都不生效。',
    'NOT-HTTP': ({ port }) => `端口 ${port} 按 HTTP 解析，而来的不是 HTTP。`,
    'CONNECTION-RULE': ({ port, protocol, number, kind, name }) =>
      `端口 ${port} 不按 HTTP 解析：连接由 ${kind} ${name} 的第 ${number} 条 ${protocol} 规则处理。`,
    'CONNECTION-SERVICE': ({ port, host }) => `端口 ${port} 不按 HTTP 解析，也没有规则处理这个连接：它直接到 ${host}。`,
    'CONNECTION-UNKNOWN': ({ port, host }) => `端口 ${port} 上没有谁接收这个到 ${host} 的连接。`,
    POLICY: ({ kind, name, number }) => {
      if (!name) return '由策略决定。';
      return number === undefined ? `由 ${kind} ${name} 决定。` : `被 ${kind} ${name} 的第 ${number} 条规则拒绝。`;
    },
    'NONE-ALLOWS': () => '有 ALLOW 策略生效，但没有一条规则匹配。',
    TOKEN: ({ problem, kind, name }) => `${kind} ${name} 不接受这个令牌${problem ? `：${problem}` : ''}。`,
    'PLAIN-TEXT': ({ name }) => `请求是明文，而对方只收双向 TLS${name ? `（PeerAuthentication ${name}）` : ''}。`,
    'ONLY-PLAIN-TEXT': ({ name }) => `请求用双向 TLS，而对方只收明文${name ? `（PeerAuthentication ${name}）` : ''}。`,
    'MISSING-DESTINATION': (values) => `${rule(values)}指向网格不认识的目的地。`,
    'NO-ENDPOINT': () => '路由没有问题，但后面没有就绪的 Pod。',
    FAILURE: ({ details }) => (details === '' ? '没有代理说明原因。' : `Envoy 记为 ${details}。`),
    'UNKNOWN-FIELD': ({ field, header }) => `有规则要看未知的内容：${header ? `请求头 ${header}` : (FIELDS[String(field)] ?? field)}。`,
  },
  whatIf: {
    'HEADER-IS': ({ name, value }) => `${name} 为 ${value}`,
    'HEADER-ABSENT': ({ name }) => `没有 ${name}`,
    'PATH-IS': ({ value }) => `路径为 ${value}`,
    'METHOD-IS': ({ value }) => `方法为 ${value}`,
    'QUERY-IS': ({ name, value }) => `查询参数 ${name}=${value}`,
    'HOST-IS': ({ value }) => `主机为 ${value}`,
    'CALLER-IS': ({ name, namespace }) => `来自 ${namespace} 的 ${name}`,
  },
  problem: {
    EMPTY: () => '没有内容。粘贴 curl 命令、一行访问日志，或 GET host/path。',
    'NOT-UNDERSTOOD': () => '这不是 curl 命令，不是 Envoy 访问日志，也不是 GET reviews:9080/reviews/1 这样的请求。',
    'QUOTE-OPEN': () => '这个引号没有闭合。',
    'WINDOWS-QUOTES': () => '这是 Windows cmd 的引号，请改用“以 cURL (bash) 格式复制”。',
    VARIABLE: ({ name }) => `只有你的 shell 知道 ${name}，请换成它的值。`,
    'NO-URL': () => '没有地址。加上一个，如 http://reviews:9080/reviews/1。',
    'BAD-URL': ({ value }) => `${value} 不是地址；地址形如 http://reviews:9080/reviews/1。`,
    'BAD-SCHEME': ({ value }) => `${value} 不是 http 或 https。`,
    'BAD-PORT': ({ value }) => `${value} 不是端口；端口是 1 到 65535 的数。`,
    'BAD-METHOD': ({ value }) => `${value} 不是 HTTP 方法。`,
    'BAD-HEADER': ({ value }) => `${value} 不是请求头；请求头形如 end-user: jason。`,
    'NO-VALUE': ({ option }) => `${option} 后面要有值。`,
    'UNKNOWN-OPTION': ({ option }) => `curl 没有 ${option} 这个选项；等号换成空格。`,
    'BAD-CONNECT-TO': ({ value }) => `${value} 应为 host:port:address（--resolve）或 host:port:host:port（--connect-to）。`,
    'LOG-SHORT': ({ found, wanted }) => `日志行只有 ${found} 个字段，应有 ${wanted} 个。请粘贴整行。`,
    'LOG-FIELD': ({ field, value }) => `${field} 的位置上是${value ? ` ${value}` : '空的'}。`,
    'LOG-NO-HOST': () => '日志行没有主机名（authority 为 -），无从查起。',
    'LOG-JSON': () => '开头像 JSON 格式的日志行，结尾却不是。',
  },
  note: {
    'COOKIE-FILE': ({ file }) => `${file} 里的 cookie 在这里未知。`,
    'CONFIG-FILE': ({ file }) => `${file} 里的选项在这里未知。`,
    'FIRST-URL-ONLY': ({ count }) => `共 ${count} 个地址，只解释第一个。`,
    'LATER-LINES': () => '只解释第一行。',
  },
  place: (line, column) => (line === 1 ? `第 ${column} 列：` : `第 ${line} 行第 ${column} 列：`),
};

/** Chinese leaves a blank around Latin letters. */
function spaced(text: string): string {
  return `${/^[\x21-\x7e]/.test(text) ? ' ' : ''}${text}${/[\x21-\x7e]$/.test(text) ? ' ' : ''}`;
}
