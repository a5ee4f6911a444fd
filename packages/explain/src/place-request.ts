import { allGateways, type Catalog, fieldsOf, hostsMatch, listOf, numberOf, objectsOf, type Service, selectsLabels } from '@pidalio/istio';
import type { Mesh } from '@pidalio/routing';
import type { JourneyRequest, Sender } from './journey.ts';
import type { RequestText } from './request-text.ts';
import { serviceCalled } from './service-called.ts';
import { senderOf } from './what-if.ts';
import { readWorkloads, type Workload } from './workload.ts';

/** Who was meant by `--from`, or that nobody is. */
export interface Placed {
  request: JourneyRequest;
  /** How the sender was found: given, by its address in a log, or taken for granted. */
  senderFrom: 'given' | 'address' | 'gateway' | 'assumed';
}

/**
 * Puts a request that was read into the mesh: who sends it, and to which port. Without a sender the log's address of the caller tells, or a
 * gateway that serves the host; else some workload with a sidecar in the namespace of the host's service stands for all others.
 */
export function placeRequest(mesh: Mesh, text: RequestText, sender?: Sender, workloads: readonly Workload[] = readWorkloads(mesh)): Placed {
  const { caller, port, senderFrom } = placeOf(mesh, text, sender, workloads);
  const { protocol, method, path, host, authority, scheme, sni, headers, unknown } = text;
  // Who sends is a guess then, and rules that look at it may match.
  const isOpen = senderFrom === 'assumed' && text.form === 'log';
  const unknownFields = isOpen ? [...unknown, 'labels' as const] : unknown;
  const request: JourneyRequest = {
    caller,
    host,
    authority,
    ...(sni === undefined ? {} : { sni }),
    port,
    protocol,
    method,
    path: path.startsWith('/') ? path : `/${path}`,
    scheme,
    headers,
    ...(unknownFields.length === 0 ? {} : { unknown: unknownFields }),
  };
  return { request, senderFrom };
}

/** A workload as a sender, by its name or by what its pods are called (label `app`); undefined when there is none. */
export function findSender(
  mesh: Mesh,
  namespace: string,
  name: string,
  workloads: readonly Workload[] = readWorkloads(mesh),
): Sender | undefined {
  const there = workloads.filter((workload) => workload.namespace === namespace);
  const found = there.find((workload) => workload.name === name) ?? there.find(({ labels }) => labels.app === name);
  return found === undefined ? undefined : senderOf(found);
}

function placeOf(
  mesh: Mesh,
  text: RequestText,
  sender: Sender | undefined,
  workloads: readonly Workload[],
): { caller: Sender; port: number; senderFrom: Placed['senderFrom'] } {
  const { catalog } = mesh;
  const byAddress = text.log === undefined || text.log.side === 'inbound' ? undefined : workloadAt(mesh, workloads, text.log.callerIp);
  const known = sender ?? (byAddress === undefined ? undefined : senderOf(byAddress));
  if (known !== undefined) {
    const port = known.proxy === 'gateway' ? gatewayPort(catalog, known, text) : portOf(catalog, text, known.namespace);
    return { caller: known, port, senderFrom: sender === undefined ? 'address' : 'given' };
  }
  const [name = '', namespace = 'default'] = text.host.split('.');
  const service = serviceCalled(catalog, text.host, namespace) ?? serviceCalled(catalog, `${name}.${namespace}`, namespace);
  const gateway = service === undefined ? gatewayFor(catalog, workloads, text) : undefined;
  if (gateway !== undefined) return { ...gateway, senderFrom: 'gateway' };
  const home = service?.namespace ?? workloads[0]?.namespace ?? 'default';
  const neighbour = workloads.find(
    (workload) => workload.namespace === home && workload.proxy === 'sidecar' && !isBehind(service, workload),
  );
  const caller: Sender = neighbour === undefined ? { namespace: home, labels: {}, proxy: 'sidecar' } : senderOf(neighbour);
  return { caller, port: portOf(catalog, text, caller.namespace), senderFrom: 'assumed' };
}

function isBehind(service: Service | undefined, workload: Workload): boolean {
  return service?.selector !== undefined && selectsLabels(service.selector, workload.labels);
}

/** The port that the text names. A person who wrote none means 443 for https, else the service's only one, or its first for HTTP; curl would call 80. */
function portOf(catalog: Catalog, { host, port, scheme }: RequestText, namespace: string): number {
  if (port !== null) return port;
  if (scheme === 'https') return 443;
  const ports = serviceCalled(catalog, host, namespace)?.ports ?? [];
  const http = ports.find(({ protocol }) => protocol === 'http' || protocol === 'grpc') ?? ports[0];
  return http?.number ?? 80;
}

/** A gateway pod with a server for the host. Seen from outside its ports are a load balancer's, so the number need not agree. */
function gatewayFor(catalog: Catalog, workloads: readonly Workload[], text: RequestText): { caller: Sender; port: number } | undefined {
  for (const gateway of allGateways(catalog)) {
    const servers = gateway.servers.filter(
      ({ protocol, hosts }) => isEncrypted(protocol) === (text.scheme === 'https') && hosts.some(({ host }) => hostsMatch(host, text.host)),
    );
    const server = servers.find(({ port }) => port === text.port) ?? servers[0];
    if (server === undefined) continue;
    const pod = workloads.find(({ labels, proxy }) => proxy === 'gateway' && selectsLabels(gateway.selector, labels));
    // In files the gateway's own Deployment seldom stands beside the rules for it.
    const caller: Sender =
      pod === undefined ? { namespace: gateway.ref.namespace, labels: gateway.selector, proxy: 'gateway' } : senderOf(pod);
    return { caller, port: server.port };
  }
  return undefined;
}

/** A gateway's log names the port of its container; the rules name the Service's. */
function gatewayPort(catalog: Catalog, { namespace, labels }: Sender, { port, scheme }: RequestText): number {
  if (port === null) return scheme === 'https' ? 443 : 80;
  for (const service of objectsOf(catalog, '/Service')) {
    const spec = fieldsOf(service.spec);
    const selector = Object.fromEntries(Object.entries(fieldsOf(spec.selector)).map(([key, value]) => [key, String(value)]));
    if (service.metadata.namespace !== namespace || Object.keys(selector).length === 0 || !selectsLabels(selector, labels)) continue;
    const ports = listOf(spec.ports).map(fieldsOf);
    if (ports.some((one) => one.port === port)) return port;
    const mapped = numberOf(ports.find(({ targetPort }) => targetPort === port)?.port);
    if (mapped !== undefined) return mapped;
  }
  return port;
}

function workloadAt(mesh: Mesh, workloads: readonly Workload[], address: string): Workload | undefined {
  if (address === '') return undefined;
  const pod = objectsOf(mesh.catalog, '/Pod').find(({ status }) => fieldsOf(status).podIP === address);
  const labels = pod?.metadata.labels ?? {};
  return workloads.find((workload) => workload.namespace === pod?.metadata.namespace && selectsLabels(workload.labels, labels));
}

function isEncrypted(protocol: string): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}
