import type { GatewayTarget } from '@pidalio/istio';
import type { Connection, ConnectionAction, ConnectionDecision } from './connection.ts';
import type { RouteRequest, Stop } from './decision.ts';
import { explain } from './explain.ts';
import { connectionDestinations } from './gateway-connection.ts';
import { enterGateway } from './gateway-entrance.ts';
import type { Mesh } from './mesh.ts';

/** A connection that arrives at a gateway pod. */
export function explainConnectionAtGateway(mesh: Mesh, connection: Connection): ConnectionDecision {
  const stops: Stop[] = [];
  const entrance = enterGateway(mesh, connection, stops);
  const base = entrance.listener === undefined ? {} : { listener: entrance.listener };
  if ('refused' in entrance) return { ...base, action: { type: 'refused', reason: entrance.refused }, stops };
  const { target } = entrance;
  const fate = connection.tls === undefined ? {} : ({ tls: target.tls === undefined ? 'passed-through' : 'terminated' } as const);
  if (target.type === 'http') return { ...base, ...fate, action: asHttp(mesh, connection, target, stops), stops };
  const destinations = connectionDestinations(mesh, connection, target, stops);
  const governor = target.type === 'rule' ? { governedBy: target.rule.ref, rulePath: target.rule.path } : {};
  return { ...base, ...fate, ...governor, action: { type: 'forward', destinations }, stops };
}

function asHttp(mesh: Mesh, connection: Connection, target: Extract<GatewayTarget, { type: 'http' }>, stops: Stop[]): ConnectionAction {
  const { caller, port, listenerPort, tls, request } = connection;
  if (target.tls !== undefined) stops.push(...terminationStops(target));
  const { routeConfiguration } = target;
  if (request === undefined) {
    stops.push({ code: 'TC-NOT-HTTP' });
    return { type: 'http', routeConfiguration };
  }
  const { method, path, authority, headers = {} } = request;
  const host = authority.toLowerCase().replace(/:\d+$/, '');
  stops.push({ code: 'TC-HTTP', values: { host } });
  const opened: RouteRequest = {
    caller,
    host,
    authority,
    port,
    ...(listenerPort === undefined ? {} : { listenerPort }),
    ...(tls?.sni === undefined ? {} : { sni: tls.sni }),
    ...(tls?.certificate === undefined ? {} : { clientCertificate: tls.certificate }),
    protocol: 'http',
    method,
    path,
    scheme: target.tls === undefined ? 'http' : 'https',
    headers,
  };
  return { type: 'http', routeConfiguration, decision: explain(mesh, opened) };
}

function terminationStops({ servers, tls = '' }: Extract<GatewayTarget, { type: 'http' }>): Stop[] {
  return servers.map(({ gateway, server }) => ({
    code: 'TL-TERMINATED',
    ref: gateway.ref,
    path: `${server.path}.tls.mode`,
    values: { mode: tls },
  }));
}
