import { type ConnectionDecision, type Decision, explain, explainConnection, type Mesh, type RouteAction } from '@pidalio/routing';
import type { JourneyRequest } from './journey.ts';
import { serviceCalled } from './service-called.ts';

/** What the caller's proxy decides: by its routes where it reads HTTP, else by what it does with the connection. */
export function decideAtCaller(mesh: Mesh, request: JourneyRequest): Decision {
  const connection = connectionOf(mesh, request);
  return connection === undefined ? explain(mesh, request) : ofConnection(request, connection);
}

/** The request as the callee gets it: TLS that nobody opened on the way cannot be read there as HTTP either. */
export function asSent(request: JourneyRequest, { action, stops }: Decision): JourneyRequest {
  const isUnread = passesBytes(action) && request.scheme === 'https' && stops.every(({ code }) => code !== 'TL-TERMINATED');
  return isUnread ? { ...request, protocol: 'tcp' } : request;
}

export function passesBytes(action: RouteAction): boolean {
  return action.type === 'forward' && action.passedThrough === true;
}

/** undefined where the request is read as HTTP, or nobody stands between the caller and the address. */
function connectionOf(mesh: Mesh, request: JourneyRequest): ConnectionDecision | undefined {
  const { caller, host, port, protocol, method, path, headers, unknown = [] } = request;
  const isBytes = protocol === 'tcp';
  // A gateway's own explanation begins with the connection.
  if (caller.proxy === 'none' || (caller.proxy === 'gateway' && !isBytes)) return undefined;
  if (unknown.includes('host') && !isBytes) return undefined;
  const isEncrypted = request.scheme === 'https';
  const authority = request.authority ?? host;
  const decision = explainConnection(mesh, {
    caller,
    host: serviceCalled(mesh.catalog, host, caller.namespace)?.hostname ?? host,
    port,
    ...(request.listenerPort === undefined ? {} : { listenerPort: request.listenerPort }),
    ...(isEncrypted ? { tls: { sni: (request.sni ?? host).toLowerCase() } } : {}),
    protocol: isBytes ? 'bytes' : 'http',
    ...(isBytes ? {} : { request: { method, path, authority, headers } }),
  });
  const { action, listener } = decision;
  if (action.type === 'http') return isBytes ? decision : undefined;
  // Of plain HTTP on a port where nothing listens the routes' own explanation says as much.
  return listener === 'virtualOutbound' && !isBytes && !isEncrypted ? undefined : decision;
}

/** A connection's course in the terms of a request. Without a virtual host the proxy has no answer in HTTP. */
function ofConnection(request: JourneyRequest, { action, governedBy, stops }: ConnectionDecision): Decision {
  const base = { ...(governedBy === undefined ? {} : { governedBy }), routeName: '', fault: {}, stops };
  switch (action.type) {
    case 'forward': {
      const headers = { requestSet: {}, requestAdd: {}, requestRemove: [] };
      return {
        ...base,
        action: {
          type: 'forward',
          passedThrough: true,
          destinations: action.destinations.map((destination) => ({ ...destination, headers })),
          mirrors: [],
          retries: { attempts: 0, retryOn: [], retriableStatusCodes: [] },
          rewrittenPath: request.path,
          rewrittenHost: request.host,
        },
      };
    }
    case 'passthrough':
      return { ...base, action };
    case 'blackhole':
      return { ...base, action: { type: 'blackhole', status: 502 } };
    case 'http':
      return { ...base, action: { type: 'direct-response', status: 400, body: 'Bad Request' } };
    case 'refused':
      return { ...base, action: { ...action, status: 0 } };
  }
}
