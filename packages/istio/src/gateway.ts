import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { fieldsOf, isFields, listOf, numberOf, textMapOf, textOf, textsOf } from './read.ts';

export interface Gateway {
  ref: ObjectRef;
  object: KubeObject;
  /** `namespace/name`, as VirtualServices refer to it. */
  id: string;
  /** Pods it programs; empty selects every gateway pod. */
  selector: Readonly<Record<string, string>>;
  /** A Gateway of the Gateway API programs pods of its own namespace only. */
  ownNamespaceOnly?: true;
  servers: readonly GatewayServer[];
  /** Services that stand for the pods instead of the selector (annotation `internal.istio.io/gateway-service`). */
  services?: readonly string[];
}

export interface GatewayServer {
  path: string;
  port: number;
  portName: string;
  protocol: string;
  /** In lower case. */
  hosts: readonly GatewayHost[];
  /** Address to listen on; absent: every one. */
  bind?: string;
  tls?: { mode: string; httpsRedirect: boolean };
}

/** `namespace/host` of a server: which namespaces' VirtualServices may bind. `*` is any. */
export interface GatewayHost {
  namespace: string;
  host: string;
}

export function readGateway(object: KubeObject): Gateway {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const services = object.metadata.annotations?.['internal.istio.io/gateway-service'];
  return {
    ref,
    object,
    id: `${ref.namespace}/${ref.name}`,
    selector: textMapOf(spec.selector),
    servers: listOf(spec.servers).map((value, index) => readServer(value, index, ref.namespace)),
    ...(services === undefined ? {} : { services: services.split(',') }),
  };
}

function readServer(value: unknown, index: number, namespace: string): GatewayServer {
  const fields = fieldsOf(value);
  const port = fieldsOf(fields.port);
  const bind = textOf(fields.bind);
  return {
    path: `spec.servers[${index}]`,
    port: numberOf(port.number) ?? 0,
    portName: textOf(port.name) ?? '',
    protocol: (textOf(port.protocol) ?? '').toUpperCase(),
    hosts: textsOf(fields.hosts).map((host) => readGatewayHost(host, namespace)),
    ...(bind ? { bind } : {}),
    ...(isFields(fields.tls)
      ? { tls: { mode: textOf(fields.tls.mode) ?? 'PASSTHROUGH', httpsRedirect: fields.tls.httpsRedirect === true } }
      : {}),
  };
}

function readGatewayHost(text: string, namespace: string): GatewayHost {
  const slash = text.indexOf('/');
  if (slash < 0) return { namespace: '*', host: text.toLowerCase() };
  const owner = text.slice(0, slash);
  return { namespace: owner === '.' ? namespace : owner, host: text.slice(slash + 1).toLowerCase() };
}

const HTTP_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-WEB']);

/** Plain HTTP of some kind. */
export function isHttpServer({ protocol }: GatewayServer): boolean {
  return HTTP_PROTOCOLS.has(protocol);
}

export function isPassthrough({ tls }: GatewayServer): boolean {
  return tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
}

/** HTTP inside TLS that ends at the gateway. */
export function isTerminatingHttps(server: GatewayServer): boolean {
  return server.protocol === 'HTTPS' && server.tls !== undefined && !isPassthrough(server);
}
