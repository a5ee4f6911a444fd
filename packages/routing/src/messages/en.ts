import { enConnections } from './en-connections.ts';
import { enInbound } from './en-inbound.ts';
import { duration, expectation, keyOf, type Messages, percent, type StopText, type StopValues, target } from './messages.ts';

const words = {
  prefix: (value: string) => `starting with ${value}`,
  pathPrefix: (value: string) => `${value} or below it`,
  regex: (value: string) => `matching ${value}`,
  present: 'to be there',
};

/** `what` stands before the value that is wanted. */
const wants =
  (what: (key: string) => string): StopText =>
  ({ expected, actual }, stop) =>
    `Wants ${what(keyOf(stop))} ${expectation(expected, words)}; the request has ${actual ?? 'none'}.`;

const named = (one: string) => (key: string) => (key === '' ? `a ${one}` : `${one} ${key}`);

const REASONS: Readonly<Record<string, string>> = {
  port: 'it is for another port',
  gateways: 'it is for other gateways',
  sourceLabels: 'it is for callers with other labels',
  sourceNamespace: 'it is for callers of another namespace',
  unreachable: 'a rule before it takes everything',
};

const FIELDS: Readonly<Record<string, string>> = {
  method: 'the method',
  path: 'the path',
  query: 'the query string',
  headers: 'a header',
  host: 'the host',
  labels: 'the caller’s labels',
  claims: 'the claims of a token',
};

const HASHED: Readonly<Record<string, string>> = {
  header: 'header',
  cookie: 'cookie',
  query: 'query parameter',
  address: 'client address',
};

const LOCALITY: Readonly<Record<string, string>> = {
  failover: 'Endpoints near the caller are used first, farther ones when they fail.',
  distribute: 'Each place gets a fixed share of the requests.',
  zones: 'Requests stay in the caller’s zone as far as its endpoints suffice.',
};

const TLS_MODES: Readonly<Record<string, string>> = {
  DISABLE: 'the proxy sends plain text',
  SIMPLE: 'the proxy opens TLS',
  MUTUAL: 'the proxy opens TLS with a client certificate',
  ISTIO_MUTUAL: 'the proxy uses Istio’s mutual TLS for every endpoint',
};

const IGNORED: Readonly<Record<string, string>> = {
  credentialName: 'sidecars read a credentialName only from rules with a workloadSelector',
  certificate: 'it names no client certificate and key',
};

const limit = (value: StopValues[string] | undefined) => (value === null ? 'any number of' : String(value));

function failures(all: StopValues[string] | undefined, gateway: StopValues[string] | undefined): string {
  const parts = [all === 0 ? '' : `${all} errors (5xx)`, gateway === 0 ? '' : `${gateway} gateway errors`].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing: both counters are off' : `${parts.join(' or ')} in a row`;
}

const without = (policy: StopValues[string] | undefined) =>
  policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY lets nothing out' : 'ALLOW_ANY sends it on as it is';

export const en: Messages = {
  ...enConnections,
  ...enInbound,
  'CL-NO-PROXY': ({ host, port }) =>
    `The caller has no proxy: no rule of its side applies, and Kubernetes picks an endpoint of ${host}:${port}.`,
  'GW-NO-SERVER': ({ port }) => `No Gateway that selects this pod has a server for port ${port}.`,
  'GW-NO-SNI': ({ port, sni }) =>
    sni === null
      ? `Port ${port} speaks TLS, and the request came without.`
      : `Port ${port} speaks TLS, and no server there takes the name ${sni}.`,
  'GW-SERVER': ({ port, protocol }) => `The Gateway’s server takes the connection on port ${port} (${protocol}).`,
  'GW-NO-HOST': ({ host }) => `No VirtualService or route serves ${host} on this server.`,
  'GW-HTTPS-REDIRECT': ({ host }) => `The server sends every plain request for ${host} to https before any rule is tried.`,
  'SC-SCOPE': (_, { ref }) => `Sidecar ${ref?.name ?? ''} limits which hosts the caller’s proxy knows.`,
  'LS-NONE': ({ port, policy }) => `The caller’s proxy expects no HTTP on port ${port}; ${without(policy)}.`,
  'VH-MATCH': ({ host, virtualHost }) => (host === virtualHost ? `${host} is known to the proxy.` : `${host} means ${virtualHost}.`),
  'VH-UNKNOWN': ({ host, port, policy }) => `Nothing in the mesh is called ${host} on port ${port}; ${without(policy)}.`,
  'VS-GOVERNS': ({ host }, { ref }) => `${ref?.kind ?? 'VirtualService'} ${ref?.name ?? ''} decides for ${host}.`,
  'VS-NO-ROUTES': ({ host }, { ref }) =>
    `${ref?.kind ?? 'VirtualService'} ${ref?.name ?? ''} has no rule for this caller, so ${host} is left to the next.`,
  'VS-SHADOWED': ({ host }, { ref }) =>
    `${ref?.kind ?? 'VirtualService'} ${ref?.name ?? ''} also names ${host} and has no effect: an older one owns it.`,
  'RT-STATIC': ({ why }) => `Does not exist for this caller: ${REASONS[String(why)] ?? String(why)}.`,
  'RT-URI-MISMATCH': wants(() => 'a path'),
  'RT-METHOD-MISMATCH': wants(() => 'a method'),
  'RT-AUTHORITY-MISMATCH': wants(() => 'a Host header'),
  'RT-SCHEME-MISMATCH': wants(() => 'a scheme'),
  'RT-HEADER-MISMATCH': wants(named('header')),
  'RT-HEADER-PRESENT': ({ actual }, stop) =>
    `Wants requests without this header; the request has ${[keyOf(stop), actual || 'none, which counts as empty'].join(' = ')}.`,
  'RT-QUERY-MISMATCH': wants(named('query parameter')),
  'RT-MATCH': ({ routeName }) => (routeName ? `Rule ${routeName} takes the request.` : 'This unnamed rule takes the request.'),
  'RT-MAY-MATCH': ({ field }, stop) => {
    const key = keyOf(stop);
    const what = field === 'headers' && key !== '' ? `the header ${key}` : (FIELDS[String(field)] ?? String(field));
    return `May match: it depends on ${what}, which is not known.`;
  },
  'RQ-BAD-METHOD': ({ method }) => `The proxy cannot read the request and answers 400: HTTP/1 has no method ${method}.`,
  'RT-NONE': ({ host }) => `No rule for ${host} matches; the proxy answers 404.`,
  'RT-DEFAULT': ({ host }) => `No rule is written for ${host}; it goes to the service as it is.`,
  'FI-DELAY': ({ percent, delayMs }) => `${percent} % of the requests wait ${duration(delayMs)} first.`,
  'FI-ABORT': ({ percent, status }) => `${percent} % of the requests are answered ${status} without being sent.`,
  'AC-REDIRECT': ({ status, location }) => `The proxy answers ${status} and points to ${location}.`,
  'AC-DIRECT': ({ status }) => `The proxy answers ${status} by itself.`,
  'AC-PREFLIGHT': ({ origin }) =>
    origin === null
      ? 'The proxy answers the CORS preflight and allows nothing.'
      : `The proxy answers the CORS preflight and allows ${origin}.`,
  'AC-REWRITE': ({ path, host }) => `The request is rewritten to ${path} at host ${host}.`,
  'AC-MIRROR': (values) => `${values.percent} % of the requests are also copied to ${target(values)}; the answers are dropped.`,
  'AC-TIMEOUT': ({ timeoutMs }) => `The caller gets 504 after ${duration(timeoutMs)}, all tries together.`,
  'AC-RETRIES': ({ attempts, retryOn, default: isDefault }) =>
    Number(attempts) === 0 ? 'Nothing is retried.' : `Up to ${attempts} retries on ${retryOn}${isDefault ? ', Istio’s default' : ''}.`,
  'DS-CHOSEN': (values) =>
    values.probability === 1
      ? `Goes to ${target(values)}, port ${values.port}.`
      : `${percent(values.probability)} % go to ${target(values)}, port ${values.port}.`,
  'DS-RULE': (_, { ref }) => `DestinationRule ${ref?.name ?? ''} says how to call it.`,
  'DS-LB': ({ policy }) => `Endpoints are picked by ${policy}.`,
  'DS-HASH': ({ by, key }) =>
    `Requests with the same ${HASHED[String(by)] ?? String(by)}${key === null ? '' : ` ${key}`} go to the same endpoint.`,
  'DS-LOCALITY': ({ how }) => LOCALITY[String(how)] ?? `${how}.`,
  'DS-BREAKERS': ({ maxConnections, maxPendingRequests, maxRequests, connectTimeoutMs }) =>
    `At most ${limit(maxConnections)} connections, ${limit(maxPendingRequests)} waiting and ${limit(maxRequests)} running requests from each caller’s proxy; connecting may take ${duration(connectTimeoutMs)}.`,
  'DS-OUTLIER': ({ consecutive5xx, consecutiveGatewayErrors, maxEjectionPercent }) =>
    `An endpoint is left out after ${failures(consecutive5xx, consecutiveGatewayErrors)}; at most ${maxEjectionPercent} % of them at a time.`,
  'DS-TLS': ({ mode, ignored }, { ref }) =>
    ignored === null
      ? `${ref?.kind ?? ''} ${ref?.name ?? ''} decides: ${TLS_MODES[String(mode)] ?? String(mode)}.`
      : `The TLS of ${ref?.kind ?? ''} ${ref?.name ?? ''} is not used: ${IGNORED[String(ignored)] ?? String(ignored)}. The proxy sends plain text.`,
  'DS-TLS-PLAIN': ({ endpoints, of }, { ref }) =>
    `PeerAuthentication ${ref?.name ?? ''} turns mutual TLS off at ${endpoints} of ${of} endpoints; they get plain text.`,
  'DS-TLS-STRICT': ({ endpoints, of }, { ref }) =>
    `PeerAuthentication ${ref?.name ?? ''} demands mutual TLS at ${endpoints} of ${of} endpoints, and the caller’s proxy does not use it: the connection is reset.`,
  'DS-TLS-INCAPABLE': ({ endpoints, of }) =>
    `The caller’s proxy uses mutual TLS, and ${endpoints} of ${of} endpoints cannot: the connection fails.`,
  'DS-NO-HOST': ({ host, port }) => `No service is called ${host} with port ${port}; the proxy answers 503.`,
  'DS-NO-SUBSET': ({ host, subset }) => `No DestinationRule that applies defines the subset ${subset} of ${host}; the proxy answers 503.`,
};
