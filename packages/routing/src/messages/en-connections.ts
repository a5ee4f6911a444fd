import type { CONNECTION_STOP_CODES } from '../connection-stop-codes.ts';
import type { StopText, StopValues } from './messages.ts';

const WHY: Readonly<Record<string, string>> = {
  port: 'it is for another port',
  gateways: 'it is for other gateways',
  sourceLabels: 'it is for callers with other labels',
  sourceNamespace: 'it is for callers of another namespace',
};

const CONFLICT: Readonly<Record<string, string>> = {
  protocol: 'an older server has the port with another protocol',
  host: 'an older server has one of its hosts',
  portName: 'another server of the Gateway has a port of the same name',
};

const without = ({ policy }: StopValues) =>
  policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY closes the connection' : 'ALLOW_ANY sends it on to the address';

const named = ({ sni }: StopValues) => (sni === null || sni === undefined ? 'without a name' : `for ${sni}`);

export const enConnections: Record<keyof typeof CONNECTION_STOP_CODES, StopText> = {
  'TC-LISTENER': ({ listener }) => `The caller’s proxy takes the connection at ${listener}.`,
  'TC-NO-LISTENER': (values) =>
    `The caller’s proxy knows no service ${values.ip ? `at ${values.ip}, port` : 'on port'} ${values.port}; ${without(values)}.`,
  'TC-OWN-PORT': ({ port }) => `Port ${port} is the proxy’s own; it drops what would come back to it.`,
  'TC-CATCH-ALL': (values) => `Nothing at ${values.listener} takes these bytes; ${without(values)}.`,
  'TC-HTTP': ({ host }) => `The bytes are HTTP: the routes for ${host} decide.`,
  'TC-NOT-HTTP': () => 'The proxy expects HTTP here and answers anything else with 400.',
  'TC-RULE': ({ host }) => `A tcp rule for ${host} takes the connection.`,
  'TC-STATIC': ({ why }) => `Does not exist for this proxy: ${WHY[String(why)] ?? String(why)}.`,
  'TC-SERVICE': ({ host }) => `No rule takes the connection; it goes to ${host}.`,
  'TL-RULE': (values) => `A tls rule takes the connection ${named(values)}.`,
  'TL-SERVICE': (values) => `No rule takes the connection ${named(values)}; it goes to ${values.host}.`,
  'TL-REJECTED': (values) =>
    `Envoy refuses what is on port ${values.port}: two servers or rules ask for the same connections ${named(values)}.`,
  'TL-WANTED': ({ port }) => `Port ${port} speaks TLS, and plain bytes came; the connection is closed.`,
  'TL-UNEXPECTED': ({ port }) => `Port ${port} speaks plain HTTP, and TLS came; the handshake fails.`,
  'TL-PASSED-THROUGH': (values) => `The TLS of the connection ${named(values)} is passed on unread.`,
  'TL-TERMINATED': ({ mode }) => `The client’s TLS ends here (${mode}).`,
  'TL-CERTIFICATE': ({ mode }) => `The server wants a client certificate (${mode}), and none that it accepts was shown.`,
  'TC-KNOWN-PORT': ({ port, protocol }, { ref }) =>
    `${ref?.kind ?? 'Service'} ${ref?.name ?? ''} says that port ${port} speaks ${protocol}.`,
  'TC-UNKNOWN-PORT': ({ port }) => `No Service knows port ${port} of the workload; the connection is passed through.`,
  'TL-MODE': ({ mode, port }) => `Port ${port} asks for mutual TLS in mode ${mode}.`,
  'TL-REFUSED': ({ mode, port }) => `Port ${port} takes no such connection in mode ${mode}; it is closed.`,
  'GW-CONFLICT': ({ port, why }, { ref }) =>
    `Gateway ${ref?.name ?? ''} has a server for port ${port} without effect: ${CONFLICT[String(why)] ?? String(why)}.`,
  'GW-NO-ROUTE': ({ port, protocol }) => `The server for port ${port} (${protocol}) opens nothing: no tcp or tls rule is bound to it.`,
  'GW-OTHER-PODS': ({ selector }, { ref }) => `Gateway ${ref?.name ?? ''} has a server for the port, but for other pods (${selector}).`,
  'GW-NO-PODS': ({ selector }, { ref }) =>
    `Gateway ${ref?.name ?? ''} has a server for the port, but no pod anywhere carries its selector (${selector}).`,
};
