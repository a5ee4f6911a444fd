import { type BackendView, readBackend } from './api-backend.ts';
import type { ConnectionMatch, ConnectionRule } from './connection-rule.ts';
import { hostsMatch, intersectHosts } from './hosts.ts';
import type { RouteDestination } from './http-rule.ts';
import type { KubeObject } from './object.ts';
import { toRef } from './object-ref.ts';
import { type Fields, fieldsOf, listOf, numberOf, textsOf } from './read.ts';

/** Where a TCPRoute or TLSRoute is attached: at a listener with its host (`*` for any), or in the mesh for one host of a service. */
export interface ConnectionPlace {
  host: string;
  inMesh: boolean;
  port?: number;
}

/**
 * The rules of a TCPRoute or TLSRoute at one place, and the host of the VirtualService that Istio makes of them; undefined where something
 * makes Istio drop the route (istio pilot config/kube/gateway/conversion.go convertTCPRoute, convertTLSRoute).
 */
export function readApiConnectionRules(object: KubeObject, place: ConnectionPlace, view: BackendView): ConnectionRule[] | undefined {
  const ref = toRef(object);
  const kind = object.kind === 'TLSRoute' ? 'tls' : 'tcp';
  const rules: ConnectionRule[] = [];
  for (const [index, value] of listOf(fieldsOf(object.spec).rules).entries()) {
    const path = `spec.rules[${index}]`;
    const route = readRoute(fieldsOf(value), path, view);
    if (route === undefined) return undefined;
    rules.push({ kind, ref, path, index, match: matchesAt(object, kind, place), route, gatewayApi: true });
  }
  return rules;
}

/** The names of a TLSRoute that fit the place; none: every name of a listener, the service's own in the mesh. */
export function routeHosts(object: KubeObject, { host }: ConnectionPlace): string[] {
  const hostnames = textsOf(fieldsOf(object.spec).hostnames).map((name) => name.toLowerCase());
  return (hostnames.length === 0 ? ['*'] : hostnames).flatMap((name) => intersectHosts(name, host) ?? []);
}

function matchesAt(object: KubeObject, kind: ConnectionRule['kind'], place: ConnectionPlace): ConnectionMatch[] {
  const { port, inMesh, host } = place;
  const base = { path: 'spec.hostnames', destinationSubnets: [], sourceLabels: {}, sourceNamespace: '', gateways: [] };
  const onPort = port === undefined ? {} : { port };
  if (kind === 'tcp') return port === undefined ? [] : [{ ...base, path: 'spec.parentRefs', sniHosts: [], ...onPort }];
  const hostnames = textsOf(fieldsOf(object.spec).hostnames).map((name) => name.toLowerCase());
  if (!inMesh) return [{ ...base, sniHosts: routeHosts(object, place) }];
  if (hostnames.length === 0) return [{ ...base, sniHosts: [host], ...onPort }];
  const sniHosts = hostnames.length > 1 ? hostnames.filter((name) => hostsMatch(host, name)) : hostnames;
  return [{ ...base, sniHosts, ...onPort }];
}

/** What Istio makes of a rule without any weight: a cluster that never exists, so that connections are closed. */
const NOWHERE = { host: 'internal.cluster.local', subset: 'zero-weight', port: 65535 } as const;

const NO_HEADERS = { request: { set: {}, add: {}, remove: [] }, response: { set: {}, add: {}, remove: [] } };

function readRoute(fields: Fields, path: string, view: BackendView): RouteDestination[] | undefined {
  const destinations: RouteDestination[] = [];
  for (const [index, entry] of listOf(fields.backendRefs).entries()) {
    const weight = numberOf(fieldsOf(entry).weight) ?? 1;
    if (weight <= 0) continue;
    const destination = readBackend(entry, view);
    if (destination === undefined) return undefined;
    destinations.push({ ...destination, path: `${path}.backendRefs[${index}]`, weight, headers: NO_HEADERS });
  }
  return destinations.length > 0 ? destinations : [{ ...NOWHERE, path: `${path}.backendRefs`, weight: 0, headers: NO_HEADERS }];
}
