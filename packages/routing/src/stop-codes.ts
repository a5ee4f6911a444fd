import { CONNECTION_STOP_CODES } from './connection-stop-codes.ts';

/**
 * Every code a stop can have, with what happened and the values it carries. Codes are stable: texts in two languages, saved
 * explanations and tests refer to them.
 */
export const STOP_CODES = {
  ...CONNECTION_STOP_CODES,
  'CL-NO-PROXY': 'The caller has no proxy: no client-side rule applies. values: host, port',
  'GW-NO-SERVER': 'No Gateway that selects this pod has a server for the port. values: port',
  'GW-NO-SNI': 'The port speaks TLS, and no server terminates it for this name (null: the request came without TLS). values: port, sni',
  'GW-SERVER': 'A Gateway server takes the connection. values: port, protocol',
  'GW-NO-HOST': 'No VirtualService serves the host on this server. values: host',
  'GW-HTTPS-REDIRECT': 'The server sends plain requests to https before any route is looked at. values: host',
  'SC-SCOPE': 'A Sidecar limits what the proxy knows.',
  'LS-NONE': 'The proxy has no HTTP listener for the port: what is sent there is no HTTP to it. values: port, policy',
  'VH-MATCH': 'A virtual host answers for the Host header. values: host, virtualHost',
  'VH-UNKNOWN': 'No virtual host knows the host. values: host, port, policy',
  'VS-GOVERNS': 'The VirtualService owns the host. values: host',
  'VS-NO-ROUTES': 'A VirtualService for the host gives this proxy no routes; the next claim is taken. values: host',
  'VS-SHADOWED': 'A VirtualService for the same host has no effect: an older one owns it. values: host',
  'RT-STATIC':
    'A rule or match block does not exist for this proxy. values: why (port, gateways, sourceLabels, sourceNamespace, unreachable)',
  'RT-URI-MISMATCH': 'The path does not match. values: expected, actual',
  'RT-METHOD-MISMATCH': 'The method does not match. values: expected, actual',
  'RT-AUTHORITY-MISMATCH': 'The Host header does not match. values: expected, actual',
  'RT-SCHEME-MISMATCH': 'The scheme does not match. values: expected, actual',
  'RT-HEADER-MISMATCH': 'A header does not match or is missing. values: expected, actual',
  'RT-HEADER-PRESENT': 'A header that must not match does. values: expected, actual',
  'RT-QUERY-MISMATCH': 'A query parameter does not match or is missing. values: expected, actual',
  'RT-MATCH': 'The rule takes the request. values: routeName',
  'RT-MAY-MATCH': 'The rule rests on something that is not known of the request. values: field',
  'RT-NONE': 'No rule of the owner matches: 404. values: host',
  'RT-DEFAULT': 'No VirtualService: the service’s default route. values: host',
  'FI-DELAY': 'A delay is injected. values: percent, delayMs',
  'FI-ABORT': 'An abort is injected. values: percent, status',
  'AC-REDIRECT': 'The proxy answers with a redirect. values: status, location',
  'AC-DIRECT': 'The proxy answers by itself. values: status',
  'AC-PREFLIGHT': 'The proxy answers a CORS preflight. values: origin (null when it is not allowed)',
  'AC-REWRITE': 'Path or host are rewritten. values: path, host',
  'AC-MIRROR': 'A copy is sent elsewhere. values: host, subset, percent',
  'AC-TIMEOUT': 'The route has a time-out. values: timeoutMs',
  'AC-RETRIES': 'Failed tries are repeated. values: attempts, retryOn, default',
  'DS-CHOSEN': 'A destination of the rule. values: host, subset, port, probability',
  'DS-RULE': 'The DestinationRule that applies to the destination. values: host',
  'DS-LB': 'The DestinationRule says how an endpoint is picked. values: policy',
  'DS-HASH':
    'Requests with the same value go to the same endpoint. values: by (header, cookie, query, address), key (null for the address)',
  'DS-LOCALITY': 'Endpoints nearby are preferred, or places get shares. values: how (failover, distribute, zones)',
  'DS-BREAKERS':
    'The DestinationRule limits what is sent at the same time. values: maxConnections, maxPendingRequests, maxRequests (null: no limit), connectTimeoutMs',
  'DS-OUTLIER':
    'Endpoints that keep failing are left out for a while. values: consecutive5xx, consecutiveGatewayErrors (0: off), maxEjectionPercent',
  'DS-TLS':
    'A DestinationRule, or the PeerAuthentication of a namespace or the mesh, decides how connections are secured. values: host, mode, ignored (credentialName, certificate, or null)',
  'DS-TLS-PLAIN': 'A PeerAuthentication of these endpoints keeps auto mTLS from them. values: endpoints, of',
  'DS-TLS-STRICT': 'These endpoints take only mutual TLS and will end plain connections. values: endpoints, of',
  'DS-TLS-INCAPABLE': 'Mutual TLS is asked for, and these endpoints cannot take it. values: endpoints, of',
  'DS-NO-HOST': 'The destination names a host that is not in the service registry: 503. values: host, port',
  'DS-NO-SUBSET': 'The destination names a subset that no applicable DestinationRule defines: 503. values: host, subset',
} as const satisfies Record<string, string>;

export type StopCode = keyof typeof STOP_CODES;
