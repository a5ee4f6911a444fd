import {
  type Arrival,
  type FilterChain,
  findCoveringService,
  matchFilterChains,
  type OutboundListener,
  type OutboundTarget,
  outboundListener,
  PLAIN_HTTP_ALPN,
  serviceEndpoints,
  sidecarFor,
  takesEverything,
} from '@pidalio/istio';
import type { Connection, ConnectionAction, ConnectionDecision } from './connection.ts';
import { ruleDestinations, serviceDestination } from './connection-destinations.ts';
import type { RouteRequest, Stop } from './decision.ts';
import { explain } from './explain.ts';
import type { Mesh } from './mesh.ts';

/** Where the proxy itself takes captured connections: what is sent there would come back for ever. */
const OWN_PORTS: readonly number[] = [15001, 15006];

/** A connection that a workload opens: the listener of the address or of the port, then the filter chain, then a rule or the service. */
export function explainConnectionAtSidecar(mesh: Mesh, connection: Connection): ConnectionDecision {
  const { caller, port } = connection;
  const stops: Stop[] = [];
  const sidecar = sidecarFor(mesh.catalog, caller.namespace, caller.labels);
  if (sidecar !== undefined) stops.push({ code: 'SC-SCOPE', ref: sidecar.ref });
  const policy = sidecar?.outboundTrafficPolicy ?? mesh.catalog.options.outboundTrafficPolicy;
  if (OWN_PORTS.includes(port)) {
    stops.push({ code: 'TC-OWN-PORT', values: { port } });
    return { listener: 'virtualOutbound', action: { type: 'blackhole' }, stops };
  }
  const ip = connection.ip ?? addressOf(mesh, connection);
  const listener = outboundListener(mesh.catalog, caller, ip, port, (rule, match, why) =>
    stops.push({ code: 'TC-STATIC', ref: rule.ref, path: `${match.path}.${why}`, values: { why } }),
  );
  if (listener === undefined) {
    stops.push({ code: 'TC-NO-LISTENER', values: { ip, port, policy } });
    return { listener: 'virtualOutbound', action: unknown(policy), stops };
  }
  stops.push({ code: 'TC-LISTENER', values: { listener: listener.name } });
  const chain = chainFor(listener, connection, ip);
  if (chain !== undefined) return { listener: listener.name, ...taken(mesh, connection, chain, stops), stops };
  stops.push({ code: 'TC-CATCH-ALL', values: { listener: listener.name, policy } });
  return { listener: listener.name, action: unknown(policy), stops };
}

function unknown(policy: string): ConnectionAction {
  return policy === 'REGISTRY_ONLY' ? { type: 'blackhole' } : { type: 'passthrough' };
}

/** What a name stands for: the service's first address, else one of its endpoints'. */
function addressOf({ catalog }: Mesh, { host = '', port, caller }: Connection): string {
  const service = findCoveringService(catalog, host.toLowerCase(), caller.namespace);
  if (service === undefined) return '';
  const [address] = service.addresses;
  return address?.split('/')[0] ?? serviceEndpoints(catalog, service, port)[0]?.address ?? '';
}

/** A chain that asks for nothing is the last resort; without one it is the proxy's policy for unknown traffic. */
function chainFor(listener: OutboundListener, connection: Connection, ip: string): FilterChain<OutboundTarget> | undefined {
  const asking = listener.chains.filter((chain) => !takesEverything(chain));
  const [matched] = matchFilterChains(asking, arrivalAt(listener, connection, ip));
  return matched ?? listener.chains.find(takesEverything);
}

/** Names are read only where some chain asks for one, and HTTP is looked for only where some chain wants it. */
function arrivalAt({ chains }: OutboundListener, { tls, protocol }: Connection, ip: string): Arrival {
  const readsTls = tls !== undefined && chains.some(({ sniHosts }) => sniHosts.length > 0);
  if (readsTls) {
    const name = tls.sni === undefined ? {} : { sni: tls.sni };
    return { ip, ...name, transport: 'tls', applicationProtocols: tls.alpn ?? [] };
  }
  const isHttp = tls === undefined && protocol === 'http';
  return { ip, transport: 'raw_buffer', applicationProtocols: isHttp ? PLAIN_HTTP_ALPN : [] };
}

function taken(
  mesh: Mesh,
  connection: Connection,
  { target }: FilterChain<OutboundTarget>,
  stops: Stop[],
): Omit<ConnectionDecision, 'listener' | 'stops'> {
  const { caller, port, tls } = connection;
  if (target.type === 'http') return { action: asHttp(mesh, connection, target.service?.hostname, stops) };
  const passed = tls === undefined ? {} : ({ tls: 'passed-through' } as const);
  const sni = tls?.sni ?? null;
  const host = target.service.hostname;
  if (target.type === 'service') {
    stops.push(
      tls === undefined
        ? { code: 'TC-SERVICE', ref: target.service.ref, values: { host } }
        : { code: 'TL-SERVICE', ref: target.service.ref, values: { host, sni } },
    );
    return { ...passed, action: { type: 'forward', destinations: serviceDestination(mesh, caller, target.service, port, stops) } };
  }
  const { rule, match } = target;
  const path = match?.path ?? rule.path;
  stops.push(
    rule.kind === 'tls'
      ? { code: 'TL-RULE', ref: rule.ref, path, values: { sni } }
      : { code: 'TC-RULE', ref: rule.ref, path, values: { host } },
  );
  const destinations = ruleDestinations(mesh, caller, rule, port, stops);
  return { ...passed, governedBy: rule.ref, rulePath: rule.path, action: { type: 'forward', destinations } };
}

/** A listener of one service alone has that one's routes for every Host header. */
function asHttp(mesh: Mesh, { caller, port, request }: Connection, onlyHost: string | undefined, stops: Stop[]): ConnectionAction {
  const routeConfiguration = onlyHost === undefined ? String(port) : `${onlyHost}:${port}`;
  if (request === undefined) {
    stops.push({ code: 'TC-NOT-HTTP' });
    return { type: 'http', routeConfiguration };
  }
  const { method, path, authority, headers = {} } = request;
  const host = onlyHost ?? authority.toLowerCase().replace(/:\d+$/, '');
  stops.push({ code: 'TC-HTTP', values: { host } });
  const opened: RouteRequest = { caller, host, authority, port, protocol: 'http', method, path, scheme: 'http', headers };
  return { type: 'http', routeConfiguration, decision: explain(mesh, opened) };
}
