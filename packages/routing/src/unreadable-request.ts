import type { Decision, RouteRequest } from './decision.ts';

/** What Envoy's HTTP/1 parser knows (envoy source/common/http/http1/balsa_parser.cc kValidMethods); methods are case-sensitive. */
const METHODS: ReadonlySet<string> = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE MSEARCH NOTIFY OPTIONS PATCH POST ' +
    'PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' '),
);

/** The proxy's answer to an HTTP/1 request that it cannot read; undefined for one that it can. */
export function unreadable({ protocol, method, unknown, caller }: RouteRequest): Decision | undefined {
  if (protocol !== 'http' || caller.proxy === 'none' || METHODS.has(method) || unknown?.includes('method')) return undefined;
  return {
    routeName: '',
    fault: {},
    action: { type: 'direct-response', status: 400, body: 'Bad Request' },
    stops: [{ code: 'RQ-BAD-METHOD', values: { method } }],
  };
}
