import type { InboundCode, Messages } from './messages.ts';

const FIELDS: Readonly<Record<string, string>> = {
  method: '请求方法',
  path: '路径',
  query: '查询参数',
  headers: '请求头',
  host: '主机名',
  claims: '令牌中的声明',
  principal: '调用方身份',
  ip: '调用方地址',
  sni: 'TLS 服务器名',
  address: 'Pod 地址',
  'external-answer': '外部服务的答复',
};

const MODES: Readonly<Record<string, string>> = {
  STRICT: '只接受双向 TLS',
  PERMISSIVE: '同时接受双向 TLS 和明文',
  DISABLE: '只接受明文',
};

const ANSWERS: Readonly<Record<string, string>> = { allows: '放行', denies: '拒绝', unreachable: '无法连接' };

/** What happens at the proxy of the called workload. */
export const zhInbound: Pick<Messages, InboundCode> = {
  'PA-MODE': ({ mode, port }, { ref }) =>
    `端口 ${port} ${MODES[String(mode)] ?? mode}${ref === undefined ? '（Istio 默认）' : `（PeerAuthentication ${ref.name}）`}。`,
  'PA-REFUSED-PLAIN': ({ port }) => `调用方使用明文，而端口 ${port} 只接受双向 TLS：连接被重置。`,
  'PA-REFUSED-TLS': ({ port }) => `调用方使用双向 TLS，而端口 ${port} 只接受明文：连接被重置。`,
  'PA-REFUSED-TRUST-DOMAIN': ({ trustDomain }) => `调用方证书属于信任域 ${trustDomain}，既不是本网格的也不是其别名：被拒绝。`,
  'PA-MAY-REFUSE': () => '不知道调用方是否使用双向 TLS；明文会被拒绝。',
  'IN-LISTENER': ({ port, address }) =>
    address === 'original-dst' ? `Sidecar 没有端口 ${port} 的监听器：原样放行。` : `Sidecar 把端口 ${port} 转给 ${address}。`,
  'RA-ACCEPTED': ({ issuer }) => `接受了 ${issuer} 签发的令牌。`,
  'RA-NO-TOKEN': () => '规则查找的位置没有令牌；请求不带身份继续。',
  'RA-REJECTED': ({ issuer, problem }) => `${issuer} 的规则拒绝了令牌：${problem}。`,
  'RA-UNVERIFIED': ({ issuer }) => `${issuer} 的令牌未用密钥校验，按真实处理。`,
  'RA-PREFLIGHT': () => 'CORS 预检请求不要求令牌。',
  'RA-MAY-REJECT': () => '不知道请求是否带令牌；无效的令牌会被拒绝。',
  'AP-CUSTOM': ({ provider, answer }) => `CUSTOM 规则询问 ${provider}：${ANSWERS[String(answer)] ?? answer}。`,
  'AP-CUSTOM-BROKEN': ({ provider }) => `CUSTOM 规则匹配，但无法询问提供者 ${provider}：拒绝。`,
  'AP-AUDIT': () => 'AUDIT 规则匹配，仅记录日志。',
  'AP-DRY-RUN': ({ action }) => `试运行的 ${action} 规则匹配，只写入日志。`,
  'AP-DENY': (_, { ref }) => `${ref?.name ?? ''} 的 DENY 规则匹配。`,
  'AP-ALLOW': (_, { ref }) => `${ref?.name ?? ''} 的 ALLOW 规则匹配。`,
  'AP-NO-ALLOW-POLICY': () => '没有 ALLOW 策略作用于该工作负载：未被拒绝即放行。',
  'AP-NONE-ALLOWS': () => '有 ALLOW 策略作用于该工作负载，但没有规则匹配：拒绝。',
  'AP-MISS': ({ action, attribute, expected, not, actual }) =>
    attribute === undefined
      ? `${action} 规则不匹配。`
      : `${action} 规则要求 ${attribute} ${not ? '不为' : '为'} ${expected}；${actual === null ? '请求里没有' : `请求里是 ${actual}`}。`,
  'AP-DROPPED': ({ tcp }) => (tcp ? 'Istio 忽略该规则：它在 TCP 端口上要求 HTTP 属性。' : 'Istio 忽略该规则：无法解析。'),
  'AP-NO-RULES': () => '该策略没有规则，不匹配任何请求。',
  'AP-MAY-MATCH': ({ action, field }) => `可能匹配（${action}）：取决于${FIELDS[String(field)] ?? ` ${field}`}，而它未知。`,
};
