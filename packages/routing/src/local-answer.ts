import type { Cluster, Course, RouteAction } from './decision.ts';
import type { Ending } from './ending.ts';

/** What the fault filter answers. A gRPC status for a request that is not gRPC gives an empty success. */
export function abortAnswer({ status, grpc }: NonNullable<Course['abort']>): Ending {
  const answer = { flags: 'FI', details: 'fault_filter_abort', body: 'fault filter abort' };
  return grpc ? { ...answer, status: 200 } : { ...answer, status };
}

/** No cluster of the name that the route gives. */
export function missingCluster({ missingStatus = 503 }: Cluster): Ending {
  return { status: missingStatus, flags: 'NC', details: 'cluster_not_found', body: '' };
}

/** What the proxy answers without sending anything on. */
export function localAnswer(action: Exclude<RouteAction, { type: 'forward' | 'passthrough' | 'plain' }>, hasVirtualHost: boolean): Ending {
  switch (action.type) {
    case 'no-route':
      return { status: action.status, flags: 'NR', details: 'route_not_found', body: '' };
    case 'redirect':
      return { status: action.status, flags: '-', details: 'direct_response', body: '', headers: { location: action.location } };
    case 'direct-response':
      if (action.refusal !== undefined)
        return { status: action.status, ...action.refusal, body: action.body, headers: { ...action.headers } };
      // Before any host is looked at only the codec answers.
      if (!hasVirtualHost) return { status: action.status, flags: 'DPE', details: 'http1.codec_error', body: action.body };
      // Only the CORS filter gives headers of its own.
      return action.headers === undefined
        ? { status: action.status, flags: '-', details: 'direct_response', body: action.body }
        : { status: action.status, flags: '-', details: 'cors_response', body: action.body, headers: action.headers };
    case 'blackhole':
      // On a port that speaks no HTTP to the proxy the connection just ends.
      return hasVirtualHost
        ? { status: action.status, flags: '-', details: 'direct_response', body: '' }
        : { status: 0, flags: 'UH', details: 'no_healthy_upstream' };
    case 'refused':
      return { status: 0, flags: '-', details: '' };
  }
}

/** gRPC statuses for HTTP ones (envoy source/common/grpc/status.cc httpToGrpcStatus); all others are UNKNOWN. */
const GRPC_STATUS: Readonly<Record<number, number>> = { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 };

/** To a gRPC caller the proxy answers 200 and says what happened in trailers. */
export function forGrpc(answer: Ending, grpcStatus = GRPC_STATUS[answer.status] ?? 2): Ending {
  const message: Record<string, string> = answer.body ? { 'grpc-message': answer.body } : {};
  return { ...answer, status: 200, body: '', headers: { ...answer.headers, 'grpc-status': String(grpcStatus), ...message } };
}
