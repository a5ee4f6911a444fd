import type { ExplainRequest } from '@pidalio/contract';
import { findSender, type JourneyRequest, placeRequest, readRequest, readWorkloads, type Sender, senderOf } from '@pidalio/explain';
import { allGateways, type HttpMatch, type ObjectRef, type StringMatch, selectsLabels } from '@pidalio/istio';
import type { Mesh } from '@pidalio/routing';
import { fromJourneyRequest } from './explain-request.ts';
import type { Vantage } from './governance.ts';
import { isAt } from './rule-place.ts';
import type { World, WorldService } from './world.ts';

export interface Wish {
  service: { namespace: string; name: string };
  by: { namespace: string; name: string } | null;
  rule: { ref: ObjectRef; index: number } | null;
}

/** A request that fits: to that service, from that workload, taken by that rule as far as its first match can be written down. */
export function exampleRequest(mesh: Mesh, world: World, wish: Wish): ExplainRequest | null {
  const service = world.service(wish.service);
  if (service === undefined) return null;
  const sender = wish.by === null ? undefined : findSender(mesh, wish.by.namespace, wish.by.name);
  const found = findVantage(world, service, wish, sender);
  const match = found?.rule?.match[0];
  const vantage = found?.vantage;
  const request =
    vantage !== undefined && vantage.via !== 'mesh' ? atGateway(mesh, vantage, sender, match) : inMesh(mesh, service, sender, match);
  return request === null ? null : fromJourneyRequest(match === undefined ? request : { ...request, ...fitting(match, request) });
}

function findVantage(world: World, service: WorldService, { rule }: Wish, sender: Sender | undefined) {
  const vantages = world.vantages(service);
  if (rule !== null) {
    for (const vantage of vantages) {
      const own = vantage.rules.find((one) => isAt(one, rule.ref, rule.index));
      if (own !== undefined) return { vantage, rule: own };
    }
  }
  if (sender?.proxy !== 'gateway') return undefined;
  const vantage = vantages.find(({ via, binds }) => via !== 'mesh' && binds({ ...sender, gateway: true }));
  return vantage === undefined ? undefined : { vantage, rule: vantage.rules[0] };
}

/** The first port for HTTP, called by the short name that its namespace has for it. */
function inMesh(mesh: Mesh, service: WorldService, sender: Sender | undefined, match: HttpMatch | undefined): JourneyRequest | null {
  const port = match?.port ?? (service.ports.find(({ protocol }) => /^(http|grpc)/.test(protocol)) ?? service.ports[0])?.port;
  const caller = sender ?? (match === undefined ? undefined : callerFor(mesh, match));
  const name = caller?.namespace === service.namespace ? service.name : `${service.name}.${service.namespace}`;
  const read = readRequest(`GET ${name}:${port ?? 80}/`);
  if (!read.ok) return null;
  const { request } = placeRequest(mesh, read.request, caller);
  // Whoever stands in for a caller lives beside the service.
  const short = request.caller.namespace === service.namespace ? { host: service.name, authority: `${service.name}:${request.port}` } : {};
  return { ...request, headers: {}, ...short };
}

function callerFor(mesh: Mesh, { sourceLabels, sourceNamespace }: HttpMatch): Sender | undefined {
  if (Object.keys(sourceLabels).length === 0 && sourceNamespace === '') return undefined;
  const found = readWorkloads(mesh).find(
    ({ namespace, labels, proxy }) =>
      proxy === 'sidecar' && selectsLabels(sourceLabels, labels) && (sourceNamespace === '' || namespace === sourceNamespace),
  );
  return found && senderOf(found);
}

function atGateway(mesh: Mesh, vantage: Vantage, sender: Sender | undefined, match: HttpMatch | undefined): JourneyRequest | null {
  const gateway = allGateways(mesh.catalog).find(({ id }) => id === vantage.via);
  const server = gateway?.servers.find(({ port }) => match?.port === undefined || port === match.port);
  const pod = readWorkloads(mesh).find(({ proxy, labels }) => proxy === 'gateway' && selectsLabels(gateway?.selector ?? {}, labels));
  const caller = sender ?? (pod && senderOf(pod));
  if (caller === undefined || server === undefined) return null;
  const [named = '*'] = vantage.virtualService.hosts;
  const host = named === '*' ? 'example.com' : named.replace(/^\*/, 'www');
  const scheme = server.protocol === 'HTTPS' || server.protocol === 'TLS' ? 'https' : 'http';
  return { caller, host, authority: host, port: server.port, protocol: 'http', scheme, method: 'GET', path: '/', headers: {} };
}

/** What a match block asks for. Of a regular expression nobody can say what it takes. */
function fitting(match: HttpMatch, request: JourneyRequest): Partial<JourneyRequest> {
  const headers = Object.entries(match.headers).flatMap(([name, wanted]) => {
    const value = valueFor(wanted);
    return value === undefined || /^[@:]/.test(name) ? [] : [[name, value] as const];
  });
  const query = Object.entries(match.queryParams).flatMap(([name, wanted]) => {
    const value = valueFor(wanted);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  const path = (match.uri && valueFor(match.uri)) ?? request.path;
  const method = match.method && valueFor(match.method);
  return {
    headers: Object.fromEntries(headers),
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    ...(method === undefined ? {} : { method }),
  };
}

function valueFor(wanted: StringMatch): string | undefined {
  if (wanted.type === 'regex') return undefined;
  return wanted.type === 'present' ? '1' : wanted.value;
}
