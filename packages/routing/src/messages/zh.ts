import { duration, expectation, keyOf, type Messages, percent, type StopText, type StopValues, target } from './messages.ts';
import { zhConnections } from './zh-connections.ts';
import { zhInbound } from './zh-inbound.ts';

const words = {
  prefix: (value: string) => `以 ${value} 开头`,
  pathPrefix: (value: string) => `为 ${value} 或其下级`,
  regex: (value: string) => `匹配 ${value}`,
  present: '存在',
};

const wants =
  (what: (key: string) => string): StopText =>
  ({ expected, actual }, stop) =>
    `要求${spaced(what(keyOf(stop)), expectation(expected, words))}；${actual === null ? '请求里没有' : `请求里是 ${actual}`}。`;

/** Between two Chinese characters there is no blank. */
function spaced(left: string, right: string): string {
  return /[\x21-\x7e]$/.test(left) || /^[\x21-\x7e]/.test(right) ? `${left} ${right}` : left + right;
}

const named = (one: string) => (key: string) => (key === '' ? one : `${one} ${key}`);

const REASONS: Readonly<Record<string, string>> = {
  port: '它针对别的端口',
  gateways: '它针对别的网关',
  sourceLabels: '它针对带其他标签的调用方',
  sourceNamespace: '它针对别的命名空间的调用方',
  unreachable: '前面的规则已匹配全部请求',
};

const FIELDS: Readonly<Record<string, string>> = {
  method: '请求方法',
  path: '路径',
  query: '查询参数',
  headers: '请求头',
  host: '主机名',
  labels: '调用方的标签',
  claims: '令牌中的声明',
};

const HASHED: Readonly<Record<string, string>> = { header: '请求头', cookie: 'Cookie', query: '查询参数', address: '客户端地址' };

const LOCALITY: Readonly<Record<string, string>> = {
  failover: '优先使用离调用方近的端点，它们失败时再用远的。',
  distribute: '每个位置分到固定比例的请求。',
  zones: '只要本可用区的端点够用，请求就留在本区。',
};

const TLS_MODES: Readonly<Record<string, string>> = {
  DISABLE: '代理发送明文',
  SIMPLE: '代理发起 TLS',
  MUTUAL: '代理发起带客户端证书的 TLS',
  ISTIO_MUTUAL: '代理对所有端点使用 Istio 双向 TLS',
};

const IGNORED: Readonly<Record<string, string>> = {
  credentialName: 'Sidecar 只从带 workloadSelector 的规则读取 credentialName',
  certificate: '没有写客户端证书和私钥',
};

const limit = (value: StopValues[string] | undefined) => (value === null ? '不限' : ` ${value} `);

function failures(all: StopValues[string] | undefined, gateway: StopValues[string] | undefined): string {
  const parts = [all === 0 ? '' : `${all} 次错误（5xx）`, gateway === 0 ? '' : `${gateway} 次网关错误`].filter((part) => part !== '');
  return parts.length === 0 ? '计数器都关闭，不摘除端点' : `端点连续出现 ${parts.join('或 ')}后被暂时摘除`;
}

const without = (policy: StopValues[string] | undefined) => (policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY 不放行' : 'ALLOW_ANY 原样放行');

export const zh: Messages = {
  ...zhConnections,
  ...zhInbound,
  'CL-NO-PROXY': ({ host, port }) => `调用方没有代理，客户端规则都不生效，由 Kubernetes 选 ${host}:${port} 的一个端点。`,
  'GW-NO-SERVER': ({ port }) => `选中这个 Pod 的 Gateway 都没有监听端口 ${port}。`,
  'GW-NO-SNI': ({ port, sni }) =>
    sni === null ? `端口 ${port} 只收 TLS，请求却是明文。` : `端口 ${port} 只收 TLS，没有 server 接受名称 ${sni}。`,
  'GW-SERVER': ({ port, protocol }) => `Gateway 的 server 在端口 ${port}（${protocol}）接收连接。`,
  'GW-NO-HOST': ({ host }) => `这个 server 上没有 VirtualService 或路由处理 ${host}。`,
  'GW-HTTPS-REDIRECT': ({ host }) => `在尝试任何规则之前，server 就把 ${host} 的明文请求重定向到 https。`,
  'SC-SCOPE': (_, { ref }) => `Sidecar ${ref?.name ?? ''} 限定了调用方代理认识的主机。`,
  'LS-NONE': ({ port, policy }) => `调用方代理在端口 ${port} 上不处理 HTTP，${without(policy)}。`,
  'VH-MATCH': ({ host, virtualHost }) => (host === virtualHost ? `代理认识 ${host}。` : `${host} 指 ${virtualHost}。`),
  'VH-UNKNOWN': ({ host, port, policy }) => `网格中没有叫 ${host} 且端口为 ${port} 的服务，${without(policy)}。`,
  'VS-GOVERNS': ({ host }, { ref }) => `${host} 由 ${ref?.kind ?? 'VirtualService'} ${ref?.name ?? ''} 决定。`,
  'VS-NO-ROUTES': ({ host }, { ref }) =>
    `${ref?.kind ?? 'VirtualService'} ${ref?.name ?? ''} 对这个调用方没有规则，${host} 交给下一个对象。`,
  'VS-SHADOWED': ({ host }, { ref }) =>
    `${ref?.kind ?? 'VirtualService'} ${ref?.name ?? ''} 也写了 ${host}，但不生效：更早创建的对象占有它。`,
  'RT-STATIC': ({ why }) => `对这个调用方不存在：${REASONS[String(why)] ?? String(why)}。`,
  'RT-URI-MISMATCH': wants(() => '路径'),
  'RT-METHOD-MISMATCH': wants(() => '方法'),
  'RT-AUTHORITY-MISMATCH': wants(() => ' Host 头'),
  'RT-SCHEME-MISMATCH': wants(() => '协议（scheme）'),
  'RT-HEADER-MISMATCH': wants(named('请求头')),
  'RT-HEADER-PRESENT': ({ actual }, stop) => `要求没有这个请求头；请求里 ${[keyOf(stop), actual || '没有，按空值比较'].join(' = ')}。`,
  'RT-QUERY-MISMATCH': wants(named('查询参数')),
  'RT-MATCH': ({ routeName }) => (routeName ? `规则 ${routeName} 匹配这个请求。` : '这条未命名的规则匹配这个请求。'),
  'RT-MAY-MATCH': ({ field }, stop) => {
    const key = keyOf(stop);
    const what = field === 'headers' && key !== '' ? `请求头 ${key}` : (FIELDS[String(field)] ?? ` ${field}`);
    return `可能匹配：取决于${what}，而它未知。`;
  },
  'RQ-BAD-METHOD': ({ method }) => `代理无法解析请求，返回 400：HTTP/1 没有方法 ${method}。`,
  'RT-NONE': ({ host }) => `${host} 的规则都不匹配，代理返回 404。`,
  'RT-DEFAULT': ({ host }) => `没有为 ${host} 写规则，请求直接发往该服务。`,
  'FI-DELAY': ({ percent, delayMs }) => `${percent} % 的请求先等待 ${duration(delayMs)}。`,
  'FI-ABORT': ({ percent, status }) => `${percent} % 的请求不发出，直接返回 ${status}。`,
  'AC-REDIRECT': ({ status, location }) => `代理返回 ${status}，重定向到 ${location}。`,
  'AC-DIRECT': ({ status }) => `代理直接返回 ${status}。`,
  'AC-PREFLIGHT': ({ origin }) =>
    origin === null ? '代理应答 CORS 预检请求，不允许任何来源。' : `代理应答 CORS 预检请求，允许 ${origin}。`,
  'AC-REWRITE': ({ path, host }) => `请求改写为路径 ${path}、主机 ${host}。`,
  'AC-MIRROR': (values) => `${values.percent} % 的请求另复制一份发往 ${target(values)}，应答被丢弃。`,
  'AC-TIMEOUT': ({ timeoutMs }) => `含重试在内，超过 ${duration(timeoutMs)} 调用方收到 504。`,
  'AC-RETRIES': ({ attempts, retryOn, default: isDefault }) =>
    Number(attempts) === 0 ? '不重试。' : `遇到 ${retryOn} 时最多重试 ${attempts} 次${isDefault ? '（Istio 默认）' : ''}。`,
  'DS-CHOSEN': (values) =>
    values.probability === 1
      ? `发往 ${target(values)}，端口 ${values.port}。`
      : `${percent(values.probability)} % 发往 ${target(values)}，端口 ${values.port}。`,
  'DS-RULE': (_, { ref }) => `DestinationRule ${ref?.name ?? ''} 规定如何调用它。`,
  'DS-LB': ({ policy }) => `按 ${policy} 选择端点。`,
  'DS-HASH': ({ by, key }) => `${HASHED[String(by)] ?? String(by)}${key === null ? '' : ` ${key} `}相同的请求发往同一个端点。`,
  'DS-LOCALITY': ({ how }) => LOCALITY[String(how)] ?? `${how}。`,
  'DS-BREAKERS': ({ maxConnections, maxPendingRequests, maxRequests, connectTimeoutMs }) =>
    `每个调用方代理最多${limit(maxConnections)}个连接、${limit(maxPendingRequests)}个排队请求、${limit(maxRequests)}个并发请求，连接超时 ${duration(connectTimeoutMs)}。`,
  'DS-OUTLIER': ({ consecutive5xx, consecutiveGatewayErrors, maxEjectionPercent }) =>
    `${failures(consecutive5xx, consecutiveGatewayErrors)}，同时最多摘除 ${maxEjectionPercent} %。`,
  'DS-TLS': ({ mode, ignored }, { ref }) =>
    ignored === null
      ? `由 ${ref?.kind ?? ''} ${ref?.name ?? ''} 决定：${TLS_MODES[String(mode)] ?? String(mode)}。`
      : `${ref?.kind ?? ''} ${ref?.name ?? ''} 的 TLS 不生效：${IGNORED[String(ignored)] ?? String(ignored)}，代理发送明文。`,
  'DS-TLS-PLAIN': ({ endpoints, of }, { ref }) =>
    `PeerAuthentication ${ref?.name ?? ''} 在 ${of} 个端点中的 ${endpoints} 个上关闭了双向 TLS，对它们发送明文。`,
  'DS-TLS-STRICT': ({ endpoints, of }, { ref }) =>
    `PeerAuthentication ${ref?.name ?? ''} 要求 ${of} 个端点中的 ${endpoints} 个使用双向 TLS，而调用方代理没有使用：连接被重置。`,
  'DS-TLS-INCAPABLE': ({ endpoints, of }) => `调用方代理使用双向 TLS，而 ${of} 个端点中的 ${endpoints} 个不支持：连接失败。`,
  'DS-NO-HOST': ({ host, port }) => `没有叫 ${host} 且端口为 ${port} 的服务，代理返回 503。`,
  'DS-NO-SUBSET': ({ host, subset }) => `没有生效的 DestinationRule 定义 ${host} 的子集 ${subset}，代理返回 503。`,
};
