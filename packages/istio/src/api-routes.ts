import { compareAge } from './age-order.ts';
import type { BackendView } from './api-backend.ts';
import { readApiConnectionRules, routeHosts } from './api-connection-rule.ts';
import { type ApiListener, isIstioClass, readApiListeners } from './api-gateway.ts';
import { byPrecedence, readApiRules } from './api-rule.ts';
import { type Catalog, derived, findObject, type KindKey, namesOf, objectsByAge, objectsOf, readOnce } from './catalog.ts';
import { isPassthrough } from './gateway.ts';
import { MESH_GATEWAY } from './gateway-name.ts';
import type { HttpRule } from './http-rule.ts';
import { isHostOfListener } from './listener-isolation.ts';
import type { KubeObject } from './object.ts';
import { toRef } from './object-ref.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf, textsOf } from './read.ts';
import { isGranted, REFERENCE_GRANT_KIND } from './reference-grants.ts';
import { selectsLabels } from './selectors.ts';
import type { VirtualService } from './virtual-service.ts';

const GROUP = 'gateway.networking.k8s.io';
const HTTP_ROUTE = `${GROUP}/HTTPRoute`;
const GRPC_ROUTE = `${GROUP}/GRPCRoute`;
const TCP_ROUTE = `${GROUP}/TCPRoute`;
const TLS_ROUTE = `${GROUP}/TLSRoute`;
export const API_GATEWAY_KINDS: readonly KindKey[] = [`${GROUP}/Gateway`, `${GROUP}/GatewayClass`];
const SERVICE = '/Service';
const SERVICE_ENTRY = 'networking.istio.io/ServiceEntry';

/** The kinds whose objects decide what Gateway API routes do. */
export const API_ROUTE_KINDS: readonly KindKey[] = [
  HTTP_ROUTE,
  GRPC_ROUTE,
  TCP_ROUTE,
  TLS_ROUTE,
  ...API_GATEWAY_KINDS,
  REFERENCE_GRANT_KIND,
  namesOf(SERVICE),
  namesOf(SERVICE_ENTRY),
  '/Namespace',
];

const readListeners = readOnce((object) => readApiListeners(object));

/** The listeners of every Gateway of the Gateway API that Istio programs, oldest first. */
export const allApiListeners = derived(API_GATEWAY_KINDS, (catalog): readonly ApiListener[] => {
  const classes = objectsOf(catalog, `${GROUP}/GatewayClass`);
  return objectsOf(catalog, `${GROUP}/Gateway`)
    .filter(({ spec }) => isIstioClass(textOf(fieldsOf(spec).gatewayClassName) ?? '', classes))
    .sort(compareAge)
    .flatMap((object) => readListeners(catalog, object));
});

/** Where the rules of a route apply: at a listener for some hosts, or in the mesh for the hosts of a service. */
interface Attachment {
  /** Routes with one key and host share their rules; in the mesh those of one namespace do. */
  key: string;
  gateway: string;
  hosts: readonly string[];
  exportTo: readonly string[];
  port?: number;
  /** At a gateway: the host of the listener. */
  listenerHost?: string;
}

/**
 * What Istio makes of HTTPRoutes and GRPCRoutes: one VirtualService for each kind, place and host, with the rules of all its routes in
 * Gateway API's order of precedence (istio pilot config/kube/gateway/route_collections.go mergeHTTPRoutes).
 */
export const apiVirtualServices = derived(API_ROUTE_KINDS, (catalog): readonly VirtualService[] => [
  ...[HTTP_ROUTE, GRPC_ROUTE].flatMap((kind) => virtualServicesOf(catalog, objectsByAge(catalog, kind))),
  ...[TCP_ROUTE, TLS_ROUTE].flatMap((kind) => objectsByAge(catalog, kind).flatMap((object) => connectionVirtualServices(catalog, object))),
]);

/** Routes for connections are not merged: each place and host of each has a VirtualService of its own. */
function connectionVirtualServices(catalog: Catalog, object: KubeObject): VirtualService[] {
  const kind = object.kind === 'TLSRoute' ? 'tls' : 'tcp';
  return attachmentsOf(catalog, object).flatMap(({ gateway, hosts, exportTo, port, listenerHost }) => {
    const inMesh = gateway === MESH_GATEWAY;
    const places = inMesh ? hosts : [listenerHost ?? '*'];
    return places.flatMap((host): VirtualService[] => {
      const place = { host, inMesh, ...(port === undefined ? {} : { port }) };
      const rules = readApiConnectionRules(object, place, backendView(catalog, object, gateway)) ?? [];
      const own = inMesh ? [host] : kind === 'tls' ? routeHosts(object, place) : ['*'];
      const base = { ref: toRef(object), object, namespace: object.metadata.namespace ?? '', gatewayApi: true as const };
      const lists = { http: [], tls: kind === 'tls' ? rules : [], tcp: kind === 'tcp' ? rules : [] };
      return own.map((one) => ({ ...base, hosts: [one], gateways: [gateway], exportTo, ...lists }));
    });
  });
}

function virtualServicesOf(catalog: Catalog, routes: readonly KubeObject[]): VirtualService[] {
  const made = new Map<string, VirtualService & { http: HttpRule[] }>();
  for (const object of routes) {
    for (const { key, gateway, hosts, exportTo, port } of attachmentsOf(catalog, object)) {
      const rules = readApiRules(object, backendView(catalog, object, gateway)) ?? [];
      if (rules.length === 0) continue;
      for (const host of hosts) {
        const at = `${key}|${host}`;
        const entry = made.get(at) ?? {
          ref: toRef(object),
          object,
          namespace: object.metadata.namespace ?? '',
          gatewayApi: true,
          ...(port === undefined ? {} : { parentPort: port }),
          hosts: [host],
          gateways: [gateway],
          exportTo,
          http: [],
          tls: [],
          tcp: [],
        };
        entry.http.push(...(port === undefined ? rules : rules.map((rule) => onPort(rule, port))));
        made.set(at, entry);
      }
    }
  }
  return [...made.values()].map((entry) => ({ ...entry, http: byPrecedence(entry.http) }));
}

function onPort(rule: HttpRule, port: number): HttpRule {
  return { ...rule, match: rule.match.map((match) => ({ ...match, port })) };
}

/** A grant is asked for at gateways only. */
function backendView(catalog: Catalog, object: KubeObject, gateway: string): BackendView {
  const ref = toRef(object);
  return {
    options: catalog.options,
    namespace: ref.namespace,
    allows: (namespace, name) => gateway === MESH_GATEWAY || isGranted(catalog, ref, namespace, name),
  };
}

function attachmentsOf(catalog: Catalog, object: KubeObject): Attachment[] {
  return listOf(fieldsOf(object.spec).parentRefs).flatMap((value) => {
    const parent = fieldsOf(value);
    const kind = textOf(parent.kind) ?? 'Gateway';
    const group = textOf(parent.group) ?? GROUP;
    if (kind === 'Gateway' && group === GROUP) return gatewayAttachments(catalog, object, parent);
    return meshAttachments(catalog, object, parent, `${group}/${kind}`);
  });
}

function gatewayAttachments(catalog: Catalog, object: KubeObject, parent: Fields): Attachment[] {
  const namespace = textOf(parent.namespace) ?? object.metadata.namespace ?? '';
  const port = numberOf(parent.port);
  const section = textOf(parent.sectionName);
  const hostnames = textsOf(fieldsOf(object.spec).hostnames).map((host) => host.toLowerCase());
  const siblings = allApiListeners(catalog).filter(({ gateway: { ref } }) => ref.namespace === namespace && ref.name === parent.name);
  const listeners = siblings.filter(
    (listener) => (port === undefined || listener.port === port) && (section === undefined || listener.name === section),
  );
  const wanted = hostnames.length === 0 ? ['*'] : hostnames;
  return listeners
    .filter((listener) => admits(catalog, listener, object))
    .map((listener) => ({
      key: listener.gateway.id,
      gateway: listener.gateway.id,
      hosts: wanted.filter((host) => isHostOfListener(host, listener, siblings)),
      exportTo: [],
      listenerHost: listener.gateway.servers[0]?.hosts[0]?.host ?? '*',
    }));
}

/** Which routes a listener can take (istio pilot config/kube/gateway/conversion.go generateSupportedKinds). */
const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TCP: ['TCPRoute'],
  'TLS passed through': ['TLSRoute'],
  'TLS terminated': ['TCPRoute', 'TLSRoute'],
};

function kindOfListener({ gateway }: ApiListener): string {
  const [server] = gateway.servers;
  if (server?.protocol !== 'TLS') return server?.protocol ?? '';
  return isPassthrough(server) ? 'TLS passed through' : 'TLS terminated';
}

function admits(catalog: Catalog, listener: ApiListener, { kind, metadata }: KubeObject): boolean {
  if (!SUPPORTED[kindOfListener(listener)]?.includes(kind)) return false;
  if (listener.kinds.length > 0 && !listener.kinds.includes(kind)) return false;
  const namespace = metadata.namespace ?? '';
  if (listener.from === 'All') return true;
  if (listener.from === 'Same') return namespace === listener.gateway.ref.namespace;
  const labels = findObject(catalog, '/Namespace', '', namespace)?.metadata.labels;
  return selectsLabels(listener.namespaceLabels, { ...labels, 'kubernetes.io/metadata.name': namespace });
}

/**
 * A route whose parent is a service (GAMMA): of the service's own namespace it holds for every caller, of another one only for the
 * callers there.
 */
function meshAttachments(catalog: Catalog, object: KubeObject, parent: Fields, kind: string): Attachment[] {
  const routeNamespace = object.metadata.namespace ?? '';
  const namespace = textOf(parent.namespace) ?? routeNamespace;
  const hosts = parentHosts(catalog, kind, namespace, textOf(parent.name) ?? '');
  if (hosts.length === 0) return [];
  const port = numberOf(parent.port);
  return [
    {
      // A route without a port shares nothing with those of a port.
      key: `${MESH_GATEWAY}/${routeNamespace}/${namespace}:${port ?? ''}`,
      gateway: MESH_GATEWAY,
      hosts,
      exportTo: namespace === routeNamespace ? ['*'] : ['.'],
      ...(port === undefined ? {} : { port }),
    },
  ];
}

function parentHosts(catalog: Catalog, kind: string, namespace: string, name: string): string[] {
  if (kind === SERVICE) {
    const exists = findObject(catalog, SERVICE, namespace, name) !== undefined;
    return exists ? [`${name}.${namespace}.svc.${catalog.options.clusterDomain}`] : [];
  }
  if (kind !== SERVICE_ENTRY) return [];
  return textsOf(fieldsOf(findObject(catalog, SERVICE_ENTRY, namespace, name)?.spec).hosts);
}
