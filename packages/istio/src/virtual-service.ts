import type { CatalogOptions } from './catalog.ts';
import { type ConnectionRule, readConnectionRules } from './connection-rule.ts';
import { MESH_GATEWAY, resolveGatewayName } from './gateway-name.ts';
import { expandHost } from './hosts.ts';
import { type HttpRule, readHttpRule } from './http-rule.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { fieldsOf, listOf, textsOf } from './read.ts';
import { hasRule } from './versions.ts';

/** A VirtualService (or what Istio makes of an HTTPRoute), read once. */
export interface VirtualService {
  ref: ObjectRef;
  object: KubeObject;
  namespace: string;
  /** Made of Gateway API routes; `ref` is the oldest of them, and each rule names its own. */
  gatewayApi?: true;
  /** Port of their parentRef, where it names one. */
  parentPort?: number;
  /** Fully qualified, in lower case: Istio accepts upper case in hosts of VirtualServices. */
  hosts: readonly string[];
  /** `mesh` or `namespace/name`. */
  gateways: readonly string[];
  exportTo: readonly string[];
  http: readonly HttpRule[];
  tls: readonly ConnectionRule[];
  tcp: readonly ConnectionRule[];
}

export function readVirtualService(object: KubeObject, clusterDomain: string): VirtualService {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  const gateways = textsOf(spec.gateways);
  return {
    ref,
    object,
    namespace: ref.namespace,
    hosts: textsOf(spec.hosts).map((host) => expandHost(host, ref.namespace, clusterDomain).toLowerCase()),
    gateways: gateways.length === 0 ? [MESH_GATEWAY] : gateways.map((name) => resolveGatewayName(name, ref.namespace)),
    exportTo: textsOf(spec.exportTo),
    http: listOf(spec.http).map((rule, index) => readHttpRule(rule, ref, index)),
    tls: readConnectionRules(spec, 'tls', ref),
    tcp: readConnectionRules(spec, 'tcp', ref),
  };
}

/** What a version of Istio makes of it: without the fields that it does not have. */
export function asOfVersion(virtualService: VirtualService, options: CatalogOptions): VirtualService {
  const { object, namespace, hosts, http } = virtualService;
  const rules = http.map((rule) => withKnownFields(rule, options));
  if (hasRule(options, 'mixed-case-hosts')) return { ...virtualService, http: rules };
  // A host that keeps its upper case equals none.
  const written = textsOf(fieldsOf(object.spec).hosts).map((host) => expandHost(host, namespace, options.clusterDomain));
  return { ...virtualService, hosts: hosts.map((host, index) => written[index] ?? host), http: rules };
}

function withKnownFields(rule: HttpRule, options: CatalogOptions): HttpRule {
  const known = { ...rule };
  if (rule.redirect !== undefined && !hasRule(options, 'redirect-prefix-rewrite')) {
    const { prefixRewrite: _, ...redirect } = rule.redirect;
    known.redirect = redirect;
  }
  if (rule.retries !== undefined && !hasRule(options, 'retry-backoff')) {
    const { backoffMs: _, ignorePreviousHosts: __, ...retries } = rule.retries;
    known.retries = retries;
  }
  return known;
}

/** A VirtualService without hosts is a delegate: it governs nothing by itself. */
export function isDelegate(virtualService: VirtualService): boolean {
  return virtualService.hosts.length === 0;
}
