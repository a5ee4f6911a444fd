import { resolveGatewayName } from './gateway-name.ts';
import { type RouteDestination, readRouteDestination } from './http-rule.ts';
import type { ObjectRef } from './object.ts';
import { type Fields, fieldsOf, listOf, numberOf, textMapOf, textOf, textsOf } from './read.ts';
import { selectsLabels } from './selectors.ts';

/** One rule of a VirtualService's `tcp` or `tls`, or of a TCPRoute or TLSRoute. */
export interface ConnectionRule {
  kind: 'tcp' | 'tls';
  /** Object that holds the rule. */
  ref: ObjectRef;
  /** Path in it, e.g. `spec.tls[0]`. */
  path: string;
  index: number;
  match: readonly ConnectionMatch[];
  route: readonly RouteDestination[];
  gatewayApi?: true;
}

/** One match block; `sourceSubnet` is not read because Istio ignores it. */
export interface ConnectionMatch {
  path: string;
  /** For `tls`. */
  sniHosts: readonly string[];
  destinationSubnets: readonly string[];
  port?: number;
  sourceLabels: Readonly<Record<string, string>>;
  sourceNamespace: string;
  /** Resolved names; empty means every gateway of the VirtualService. */
  gateways: readonly string[];
}

export function readConnectionRules(spec: Fields, kind: ConnectionRule['kind'], ref: ObjectRef): ConnectionRule[] {
  return listOf(spec[kind]).map((value, index) => {
    const fields = fieldsOf(value);
    const path = `spec.${kind}[${index}]`;
    return {
      kind,
      ref,
      path,
      index,
      match: listOf(fields.match).map((match, at) => readMatch(match, `${path}.match[${at}]`, ref.namespace)),
      route: listOf(fields.route).map((route, at) => readRouteDestination(route, `${path}.route[${at}]`)),
    };
  });
}

function readMatch(value: unknown, path: string, namespace: string): ConnectionMatch {
  const fields = fieldsOf(value);
  const port = numberOf(fields.port);
  return {
    path,
    sniHosts: textsOf(fields.sniHosts).map((host) => host.toLowerCase()),
    destinationSubnets: textsOf(fields.destinationSubnets),
    // Protobuf cannot tell 0 from absent.
    ...(port === undefined || port === 0 ? {} : { port }),
    sourceLabels: textMapOf(fields.sourceLabels),
    sourceNamespace: textOf(fields.sourceNamespace) ?? '',
    gateways: textsOf(fields.gateways).map((gateway) => resolveGatewayName(gateway, namespace)),
  };
}

/** Where rules for connections are built for. */
export interface ConnectionView {
  gateway: string;
  port: number;
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

export type ConnectionMismatch = 'port' | 'gateways' | 'sourceLabels' | 'sourceNamespace';

/** Why a block does not exist for a sidecar: unlike for HTTP, `gateways` does not switch off the source fields (istio pilot core/tls.go matchTCP). */
export function connectionMismatch(match: ConnectionMatch, view: ConnectionView): ConnectionMismatch | undefined {
  if (!selectsLabels(match.sourceLabels, view.labels)) return 'sourceLabels';
  if (match.sourceNamespace !== '' && match.sourceNamespace !== view.namespace) return 'sourceNamespace';
  return gatewayConnectionMismatch(match, view);
}

/** At gateways only the port and the gateway's name count (istio pilot core/gateway.go l4SingleMatch). */
export function gatewayConnectionMismatch(
  match: ConnectionMatch,
  { port, gateway }: Pick<ConnectionView, 'port' | 'gateway'>,
): ConnectionMismatch | undefined {
  if (match.port !== undefined && match.port !== port) return 'port';
  return match.gateways.length > 0 && !match.gateways.includes(gateway) ? 'gateways' : undefined;
}
