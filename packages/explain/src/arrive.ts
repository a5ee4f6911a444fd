import {
  type Cluster,
  type Destination,
  explainInbound,
  type InboundDecision,
  type InboundRequest,
  type Mesh,
  type RouteAction,
} from '@pidalio/routing';
import type { Connection, JourneyRequest } from './journey.ts';
import type { Workload } from './workload.ts';

interface AtCallee {
  request: JourneyRequest;
  action: RouteAction;
  to: Destination | { cluster: Cluster; probability: number };
  callee: Workload;
  port: number;
  connection: Connection;
}

/** What the callee's proxy decides about the request as the caller's proxy has changed it. */
export function arrive(mesh: Mesh, { request, action, to, callee, port, connection }: AtCallee): InboundDecision {
  const { caller, protocol, method, tokens, claims, externalAnswer } = request;
  const { authority, path, headers } = sentOn(request, action, to);
  const inbound: InboundRequest = {
    workload: { namespace: callee.namespace, labels: callee.labels, serviceAccount: callee.serviceAccount },
    port,
    protocol,
    authority,
    method,
    path,
    headers,
    peer: {
      ...(connection.principal === undefined ? {} : { principal: connection.principal }),
      ...(caller.ip === undefined ? {} : { ip: caller.ip }),
    },
    ...(connection.sni === undefined ? {} : { sni: connection.sni }),
    unknown: unknownAtCallee(request, connection),
    ...(tokens === undefined ? {} : { tokens }),
    ...(claims === undefined ? {} : { claims }),
    ...(externalAnswer === undefined ? {} : { externalAnswer }),
  };
  return explainInbound(mesh, inbound);
}

/** Whose labels are unknown is unknown altogether; addresses of pods that nobody has seen are, too. */
function unknownAtCallee({ caller, unknown = [] }: JourneyRequest, { sends }: Connection): NonNullable<InboundRequest['unknown']> {
  const isAnyone = unknown.includes('labels') || caller.serviceAccount === undefined;
  return [
    ...unknown,
    ...(isAnyone && sends === 'mutual-tls' ? (['principal'] as const) : []),
    ...(caller.ip === undefined ? (['ip'] as const) : []),
    'address',
  ];
}

/** Host, path and headers after the rule's rewrites; Envoy removes first, then sets and adds. */
function sentOn(request: JourneyRequest, action: RouteAction, to: AtCallee['to']): Pick<InboundRequest, 'authority' | 'path' | 'headers'> {
  const authority = request.authority ?? request.host;
  if (action.type !== 'forward' || !('headers' in to)) return { authority, path: request.path, headers: request.headers };
  const { requestRemove, requestSet, requestAdd } = to.headers;
  const removed = new Set(requestRemove.map((name) => name.toLowerCase()));
  const headers = new Map(Object.entries(request.headers).filter(([name]) => !removed.has(name)));
  for (const [name, value] of Object.entries(requestSet)) headers.set(name.toLowerCase(), value);
  for (const [name, value] of Object.entries(requestAdd))
    headers.set(name.toLowerCase(), [headers.get(name.toLowerCase()) ?? [], value].flat());
  const rewritten = to.rewrittenHost ?? (action.rewrittenHost === request.host ? authority : action.rewrittenHost);
  return { authority: rewritten, path: action.rewrittenPath, headers: Object.fromEntries(headers) };
}
