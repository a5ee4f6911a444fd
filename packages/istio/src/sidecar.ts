import type { CatalogOptions } from './catalog.ts';
import { hostsMatch, isSubsetOf } from './hosts.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { fieldsOf, isFields, listOf, numberOf, textMapOf, textOf, textsOf } from './read.ts';
import { type PortProtocol, protocolNamed, type Service } from './service.ts';
import { hasRule } from './versions.ts';
import type { VirtualService } from './virtual-service.ts';

export interface Sidecar {
  ref: ObjectRef;
  object: KubeObject;
  namespace: string;
  workloadSelector?: Readonly<Record<string, string>>;
  egress: readonly EgressListener[];
  /** REGISTRY_ONLY or ALLOW_ANY, where it overrides the mesh's. */
  outboundTrafficPolicy?: string;
}

export interface EgressListener {
  path: string;
  /** undefined: every port without a listener of its own. */
  port?: number;
  /** What is spoken on `port`, whatever the services there say. */
  protocol?: PortProtocol;
  hosts: readonly EgressHost[];
}

export interface EgressHost {
  /** `*` any, `~` none, `.` the proxy's own: a Sidecar of the root namespace serves proxies of all namespaces. */
  namespace: string;
  host: string;
  /** `~ns/host` takes away. */
  excluded: boolean;
}

/** What a proxy without a Sidecar object imports: everything that is visible to its namespace. */
export const DEFAULT_EGRESS: EgressListener = { path: '', hosts: [{ namespace: '*', host: '*', excluded: false }] };

export function readSidecar(object: KubeObject, options: CatalogOptions): Sidecar {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const selector = fieldsOf(spec.workloadSelector).labels;
  const mode = textOf(fieldsOf(spec.outboundTrafficPolicy).mode);
  const egress = listOf(spec.egress).map((value, index) => readEgress(value, index, options));
  return {
    ref,
    object,
    namespace: ref.namespace,
    ...(isFields(selector) && Object.keys(selector).length > 0 ? { workloadSelector: textMapOf(selector) } : {}),
    egress: egress.length > 0 ? egress : [DEFAULT_EGRESS],
    // An outboundTrafficPolicy without a mode is REGISTRY_ONLY: the enum's zero value (istio api networking/v1alpha3/sidecar.proto).
    ...(isFields(spec.outboundTrafficPolicy) ? { outboundTrafficPolicy: mode ?? 'REGISTRY_ONLY' } : {}),
  };
}

/** The listener that serves a port: its own, else the first without a port (istio pilot sidecar.go GetEgressListenerForRDS). */
export function egressListener(sidecar: Sidecar | undefined, port: number): EgressListener | undefined {
  if (sidecar === undefined) return DEFAULT_EGRESS;
  return sidecar.egress.find((listener) => listener.port === port) ?? sidecar.egress.find((listener) => listener.port === undefined);
}

/**
 * A VirtualService is imported if one of its hosts overlaps an egress host, a route of the Gateway API only if the egress host covers its
 * host (istio pilot virtualservice.go SelectVirtualServices).
 */
export function importsVirtualService(listener: EgressListener, virtualService: VirtualService, proxyNamespace: string): boolean {
  const covers = virtualService.gatewayApi ? isSubsetOf : hostsMatch;
  const overlaps = (entry: EgressHost) => virtualService.hosts.some((host) => covers(host, entry.host));
  return decides(listener, virtualService.namespace, proxyNamespace, overlaps);
}

/** A service is imported only if its hostname lies wholly within an egress host (istio pilot sidecar.go selectServices). */
export function importsService(listener: EgressListener, service: Service, proxyNamespace: string): boolean {
  return decides(listener, service.namespace, proxyNamespace, (entry) => isSubsetOf(service.hostname, entry.host));
}

function decides(listener: EgressListener, namespace: string, proxyNamespace: string, covers: (entry: EgressHost) => boolean): boolean {
  let imported = false;
  for (const entry of listener.hosts) {
    const owner = entry.namespace === '.' ? proxyNamespace : entry.namespace;
    if (owner !== '*' && owner !== namespace) continue;
    if (!covers(entry)) continue;
    if (entry.excluded) return false;
    imported = true;
  }
  return imported;
}

function readEgress(value: unknown, index: number, options: CatalogOptions): EgressListener {
  const fields = fieldsOf(value);
  const declared = fieldsOf(fields.port);
  // A listener of a Unix socket has the port 0; only one without `port` serves every other port (istio pilot sidecar.go GetEgressListenerForRDS).
  const port = isFields(fields.port) ? (numberOf(declared.number) ?? 0) : undefined;
  const { protocol } = protocolNamed((textOf(declared.protocol) ?? '').toLowerCase()) ?? { protocol: 'auto' };
  return {
    path: `spec.egress[${index}]`,
    ...(port === undefined ? {} : { port, protocol }),
    hosts: textsOf(fields.hosts)
      .map(readEgressHost)
      .filter(({ excluded }) => !excluded || hasRule(options, 'egress-exclusions')),
  };
}

function readEgressHost(text: string): EgressHost {
  const excluded = text.startsWith('~') && !text.startsWith('~/');
  const plain = excluded ? text.slice(1) : text;
  const slash = plain.indexOf('/');
  const owner = slash < 0 ? '*' : plain.slice(0, slash);
  return { namespace: owner, host: plain.slice(slash + 1).toLowerCase(), excluded };
}
