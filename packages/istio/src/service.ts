import { compareAge, compareText } from './age-order.ts';
import type { CatalogOptions } from './catalog.ts';
import { expandHost, parseServiceHost } from './hosts.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { type Fields, fieldsOf, listOf, numberOf, textMapOf, textOf, textsOf } from './read.ts';
import { hasRule } from './versions.ts';

/** One host of Istio's service registry: a Kubernetes Service or one host of a ServiceEntry. */
export interface Service {
  ref: ObjectRef;
  object: KubeObject;
  /** Fully qualified, in lower case; may be a wildcard for a ServiceEntry. */
  hostname: string;
  namespace: string;
  /** The Service itself; undefined for a ServiceEntry. */
  service?: { namespace: string; name: string };
  ports: readonly ServicePort[];
  /** Labels of the pods behind it; undefined when it has no selector. */
  selector?: Readonly<Record<string, string>>;
  addresses: readonly string[];
  headless: boolean;
  /** Target of a Service of type ExternalName. */
  externalName?: string;
  exportTo: readonly string[];
  /** ServiceEntry: NONE, STATIC, DNS, DNS_ROUND_ROBIN. */
  resolution?: string;
  external: boolean;
  /** ServiceEntry: names its endpoints may have in their certificates. */
  subjectAltNames?: readonly string[];
}

export interface ServicePort {
  name: string;
  number: number;
  protocol: PortProtocol;
  /** HTTP/2 or gRPC: the proxy speaks HTTP/2 to it. */
  http2?: true;
  /** Where pods listen: a number, or the name of a container's port; absent = `number`. */
  targetPort?: number | string;
}

/** How Istio treats a port: `auto` is sniffed and routed as HTTP when it looks like it. */
export type PortProtocol = 'http' | 'grpc' | 'auto' | 'tls' | 'tcp' | 'udp';

export function isHttpPort(port: ServicePort): boolean {
  return port.protocol === 'http' || port.protocol === 'grpc' || port.protocol === 'auto';
}

export function readKubernetesService(object: KubeObject, clusterDomain: string): Service {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const selector = textMapOf(spec.selector);
  const clusterIps = [...new Set([textOf(spec.clusterIP) ?? '', ...textsOf(spec.clusterIPs)])].filter((ip) => ip !== '');
  const externalName = spec.type === 'ExternalName' ? textOf(spec.externalName) : undefined;
  return {
    ref,
    object,
    hostname: expandHost(ref.name, ref.namespace, clusterDomain),
    namespace: ref.namespace,
    service: { namespace: ref.namespace, name: ref.name },
    ports: listOf(spec.ports).map(readServicePort),
    ...(Object.keys(selector).length > 0 ? { selector } : {}),
    addresses: clusterIps.filter((ip) => ip !== 'None'),
    headless: clusterIps.includes('None'),
    ...(externalName === undefined ? {} : { externalName: externalName.toLowerCase() }),
    exportTo: splitList(object.metadata.annotations?.['networking.istio.io/exportTo']),
    external: externalName !== undefined && parseServiceHost(externalName, clusterDomain) === undefined,
  };
}

export function readServiceEntry(object: KubeObject, clusterDomain: string): Service[] {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const selector = fieldsOf(spec.workloadSelector).labels;
  const common = {
    ref,
    object,
    namespace: ref.namespace,
    ports: listOf(spec.ports).map(readEntryPort),
    ...(selector === undefined ? {} : { selector: textMapOf(selector) }),
    addresses: textsOf(spec.addresses),
    headless: false,
    exportTo: textsOf(spec.exportTo),
    resolution: textOf(spec.resolution) ?? 'NONE',
    external: spec.location !== 'MESH_INTERNAL',
    subjectAltNames: textsOf(spec.subjectAltNames),
  };
  return textsOf(spec.hosts).map((host) => ({ ...common, hostname: expandHost(host, ref.namespace, clusterDomain).toLowerCase() }));
}

/**
 * Which entry stands for a hostname that several objects define: the viewer's own namespace, then Kubernetes Services, then the oldest
 * (before Istio 1.30 the first namespace by alphabet).
 */
export function compareServices(viewerNamespace: string, options: CatalogOptions): (a: Service, b: Service) => number {
  const byAge = hasRule(options, 'services-by-age');
  return (a, b) =>
    Number(b.namespace === viewerNamespace) - Number(a.namespace === viewerNamespace) ||
    (byAge ? 0 : compareText(a.namespace, b.namespace)) ||
    Number(b.service !== undefined) - Number(a.service !== undefined) ||
    compareAge(a.object, b.object);
}

function readServicePort(value: unknown): ServicePort {
  const fields = fieldsOf(value);
  const name = textOf(fields.name) ?? '';
  const number = numberOf(fields.port) ?? 0;
  return { name, number, ...protocolOf(fields, name, number), ...targetPortOf(fields.targetPort) };
}

function targetPortOf(value: unknown): Pick<ServicePort, 'targetPort'> {
  const targetPort = numberOf(value) ?? textOf(value);
  return targetPort === undefined || targetPort === 0 ? {} : { targetPort };
}

function readEntryPort(value: unknown): ServicePort {
  const fields = fieldsOf(value);
  const protocol = textOf(fields.protocol) ?? '';
  return {
    name: textOf(fields.name) ?? '',
    number: numberOf(fields.number) ?? 0,
    ...(protocolNamed(protocol.toLowerCase()) ?? { protocol: 'auto' }),
    ...targetPortOf(fields.targetPort),
  };
}

/** Ports that Istio never sniffs because the server speaks first (istio pkg/config/kube/conversion.go wellKnownPorts). */
const TCP_PORTS: ReadonlySet<number> = new Set([25, 3306, 27017]);

/** appProtocol wins over the name's prefix before the first `-` (istio pkg/config/kube/conversion.go ConvertProtocol). */
function protocolOf(fields: Fields, name: string, number: number): NamedProtocol {
  if (fields.protocol === 'UDP') return { protocol: 'udp' };
  const declared = textOf(fields.appProtocol);
  if (declared !== undefined) {
    const known = protocolNamed(APP_PROTOCOLS[declared] ?? declared.toLowerCase());
    if (known !== undefined) return known;
  }
  const named = protocolNamed(name.toLowerCase()) ?? protocolNamed((name.split('-')[0] ?? '').toLowerCase());
  return named ?? { protocol: TCP_PORTS.has(number) ? 'tcp' : 'auto' };
}

const APP_PROTOCOLS: Readonly<Record<string, string>> = {
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'https',
};

const PROTOCOLS: Readonly<Record<string, PortProtocol>> = {
  http: 'http',
  http2: 'http',
  http_proxy: 'http',
  grpc: 'grpc',
  'grpc-web': 'grpc',
  https: 'tls',
  tls: 'tls',
  tcp: 'tcp',
  mongo: 'tcp',
  mysql: 'tcp',
  redis: 'tcp',
  udp: 'udp',
};

type NamedProtocol = Pick<ServicePort, 'protocol' | 'http2'>;

export function protocolNamed(name: string): NamedProtocol | undefined {
  const protocol = PROTOCOLS[name];
  return protocol && { protocol, ...(protocol === 'grpc' || name === 'http2' ? { http2: true } : {}) };
}

function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
