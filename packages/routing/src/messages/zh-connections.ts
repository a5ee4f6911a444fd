import type { CONNECTION_STOP_CODES } from '../connection-stop-codes.ts';
import type { StopText, StopValues } from './messages.ts';

const WHY: Readonly<Record<string, string>> = {
  port: '它针对别的端口',
  gateways: '它针对别的网关',
  sourceLabels: '它针对带其他标签的调用方',
  sourceNamespace: '它针对别的命名空间的调用方',
};

const without = ({ policy }: StopValues) => (policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY 关闭连接' : 'ALLOW_ANY 原样转到该地址');

const named = ({ sni }: StopValues) => (sni === null || sni === undefined ? '不带名称的连接' : `名称为 ${sni} 的连接`);

export const zhConnections: Record<keyof typeof CONNECTION_STOP_CODES, StopText> = {
  'TC-LISTENER': ({ listener }) => `调用方代理在 ${listener} 接收连接。`,
  'TC-NO-LISTENER': (values) => `调用方代理不认识地址 ${values.ip}、端口 ${values.port} 上的服务，${without(values)}。`,
  'TC-OWN-PORT': ({ port }) => `端口 ${port} 是代理自己的，会绕回自身的连接被丢弃。`,
  'TC-CATCH-ALL': (values) => `${values.listener} 上没有规则接收这些字节，${without(values)}。`,
  'TC-HTTP': ({ host }) => `内容是 HTTP，由 ${host} 的路由决定。`,
  'TC-NOT-HTTP': () => '代理在这里只收 HTTP，其他内容一律返回 400。',
  'TC-RULE': ({ host }) => `${host} 的一条 tcp 规则接收这个连接。`,
  'TC-STATIC': ({ why }) => `对这个代理不存在：${WHY[String(why)] ?? String(why)}。`,
  'TC-SERVICE': ({ host }) => `没有规则接收这个连接，直接发往 ${host}。`,
  'TL-RULE': (values) => `一条 tls 规则接收${named(values)}。`,
  'TL-SERVICE': (values) => `没有规则接收${named(values)}，直接发往 ${values.host}。`,
  'TL-NO-CHAIN': (values) => `端口 ${values.port} 不接收${named(values)}，连接被关闭。`,
  'TL-REJECTED': (values) => `Envoy 拒绝端口 ${values.port} 的配置：有两个 server 或规则都要接收${named(values)}。`,
  'TL-WANTED': ({ port }) => `端口 ${port} 只收 TLS，来的却是明文，连接被关闭。`,
  'TL-PASSED-THROUGH': (values) => `${named(values)}的 TLS 不解密，原样转发。`,
  'TL-TERMINATED': ({ mode }) => `客户端的 TLS 在这里终止（${mode}）。`,
  'TL-CERTIFICATE': ({ mode }) => `server 要求客户端证书（${mode}），但客户端没有出示被接受的证书。`,
};
