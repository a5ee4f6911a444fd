import type { CONNECTION_STOP_CODES } from '../connection-stop-codes.ts';
import type { StopText, StopValues } from './messages.ts';

const WHY: Readonly<Record<string, string>> = {
  port: '它针对别的端口',
  gateways: '它针对别的网关',
  sourceLabels: '它针对带其他标签的调用方',
  sourceNamespace: '它针对别的命名空间的调用方',
};

const CONFLICT: Readonly<Record<string, string>> = {
  protocol: '更早的 server 以别的协议占用了这个端口',
  host: '更早的 server 已有其中的主机名',
  portName: '同一 Gateway 里另一个 server 的端口同名',
};

const without = ({ policy }: StopValues) => (policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY 关闭连接' : 'ALLOW_ANY 原样转到该地址');

const named = ({ sni }: StopValues) => (sni === null || sni === undefined ? '不带名称的连接' : `名称为 ${sni} 的连接`);

export const zhConnections: Record<keyof typeof CONNECTION_STOP_CODES, StopText> = {
  'TC-LISTENER': ({ listener }) => `调用方代理在 ${listener} 接收连接。`,
  'TC-NO-LISTENER': (values) =>
    `调用方代理不认识${values.ip ? `地址 ${values.ip}、` : ''}端口 ${values.port} 上的服务，${without(values)}。`,
  'TC-OWN-PORT': ({ port }) => `端口 ${port} 是代理自己的，会绕回自身的连接被丢弃。`,
  'TC-CATCH-ALL': (values) => `${values.listener} 上没有规则接收这些字节，${without(values)}。`,
  'TC-HTTP': ({ host }) => `内容是 HTTP，由 ${host} 的路由决定。`,
  'TC-NOT-HTTP': () => '代理在这里只收 HTTP，其他内容一律返回 400。',
  'TC-RULE': ({ host }) => `${host} 的一条 tcp 规则接收这个连接。`,
  'TC-STATIC': ({ why }) => `对这个代理不存在：${WHY[String(why)] ?? String(why)}。`,
  'TC-SERVICE': ({ host }) => `没有规则接收这个连接，直接发往 ${host}。`,
  'TL-RULE': (values) => `一条 tls 规则接收${named(values)}。`,
  'TL-SERVICE': (values) => `没有规则接收${named(values)}，直接发往 ${values.host}。`,
  'TL-REJECTED': (values) => `Envoy 拒绝端口 ${values.port} 的配置：有两个 server 或规则都要接收${named(values)}。`,
  'TL-WANTED': ({ port }) => `端口 ${port} 只收 TLS，来的却是明文，连接被关闭。`,
  'TL-UNEXPECTED': ({ port }) => `端口 ${port} 只收明文 HTTP，来的却是 TLS，握手失败。`,
  'TL-PASSED-THROUGH': (values) => `${named(values)}的 TLS 不解密，原样转发。`,
  'TL-TERMINATED': ({ mode }) => `客户端的 TLS 在这里终止（${mode}）。`,
  'TL-CERTIFICATE': ({ mode }) => `server 要求客户端证书（${mode}），但客户端没有出示被接受的证书。`,
  'TC-KNOWN-PORT': ({ port, protocol }, { ref }) => `${ref?.kind ?? 'Service'} ${ref?.name ?? ''} 说明端口 ${port} 使用 ${protocol}。`,
  'TC-UNKNOWN-PORT': ({ port }) => `没有 Service 声明工作负载的端口 ${port}，连接原样放行。`,
  'TL-MODE': ({ mode, port }) => `端口 ${port} 的双向 TLS 模式是 ${mode}。`,
  'TL-REFUSED': ({ mode, port }) => `端口 ${port} 在 ${mode} 模式下不接受这样的连接，连接被关闭。`,
  'GW-CONFLICT': ({ port, why }, { ref }) =>
    `Gateway ${ref?.name ?? ''} 在端口 ${port} 的 server 不生效：${CONFLICT[String(why)] ?? String(why)}。`,
  'GW-NO-ROUTE': ({ port, protocol }) => `端口 ${port}（${protocol}）的 server 不监听：没有绑定到它的 tcp 或 tls 规则。`,
  'GW-OTHER-PODS': ({ selector }, { ref }) => `Gateway ${ref?.name ?? ''} 有这个端口的 server，但它选的是别的 Pod（${selector}）。`,
  'GW-NO-PODS': ({ selector }, { ref }) =>
    `Gateway ${ref?.name ?? ''} 有这个端口的 server，但没有任何 Pod 带有它的选择标签（${selector}）。`,
};
