import type { Destination, HeaderOperations, RouteAction } from '@pidalio/routing';
import type { Request } from './exchange.ts';

type Forward = Extract<RouteAction, { type: 'forward' }>;

/** The request as it leaves the proxy: rewritten, and with the rule's and the destination's changes to its headers. */
export function forwardedRequest(request: Request, action: Forward, destination: Destination | undefined): Request {
  const path = action.rewrittenPath;
  const host = destination?.rewrittenHost ?? action.rewrittenHost;
  const headers = destination ? changedHeaders(request.headers, destination.headers) : request.headers;
  if (path === request.path && host === request.host && headers === request.headers) return request;
  const rewritten = { ...request, path, headers };
  return host === request.host ? rewritten : { ...rewritten, host, authority: host };
}

/** Removed first, then set, then added. */
function changedHeaders(headers: Request['headers'], { requestRemove, requestSet, requestAdd }: HeaderOperations): Request['headers'] {
  const added = Object.entries(requestAdd);
  if (requestRemove.length === 0 && added.length === 0 && Object.keys(requestSet).length === 0) return headers;
  const kept = Object.entries(headers).filter(([name]) => !requestRemove.includes(name));
  const changed: Record<string, string> = { ...Object.fromEntries(kept), ...requestSet };
  for (const [name, value] of added) changed[name] = changed[name] === undefined ? value : `${changed[name]},${value}`;
  return changed;
}
