import { type Catalog, fieldsOf, inboundPort, listOf, numberOf, sidecarFor, textOf } from '@pidalio/istio';
import type { Stop } from './decision.ts';
import type { InboundRequest } from './inbound.ts';

/** Envoy's inbound cluster for a port, and what it calls; `original-dst` = the address that was dialled. */
export interface InboundTarget {
  cluster: string;
  address: string;
}

const PASSTHROUGH: InboundTarget = { cluster: 'InboundPassthroughCluster', address: 'original-dst' };

/**
 * Where the proxy hands a request to: the ingress listener of the workload's Sidecar; a Sidecar with ingress listeners replaces those made of
 * Services. Other ports are passed through, not closed (istio pilot listener_inbound.go).
 */
export function inboundTarget(
  catalog: Catalog,
  { workload, port }: Pick<InboundRequest, 'workload' | 'port'>,
  stops: Stop[],
): InboundTarget {
  const sidecar = sidecarFor(catalog, workload.namespace, workload.labels);
  const ingress = listOf(fieldsOf(sidecar?.object.spec).ingress).map(fieldsOf);
  if (sidecar !== undefined && ingress.length > 0) {
    const index = ingress.findIndex((listener) => numberOf(fieldsOf(listener.port).number) === port);
    const listener = ingress[index];
    const path = listener === undefined ? 'spec.ingress' : `spec.ingress[${index}]`;
    const target =
      listener === undefined ? PASSTHROUGH : { cluster: `inbound|${port}||`, address: endpointOf(listener, workload.address, port) };
    stops.push({ code: 'IN-LISTENER', ref: sidecar.ref, path, values: { port, address: target.address } });
    return target;
  }
  return inboundPort(catalog, workload, port).known === undefined ? PASSTHROUGH : { cluster: `inbound|${port}||`, address: 'original-dst' };
}

/** Whether what arrives is passed on as bytes: it is no HTTP, or the port is declared to speak none. */
export function isPassedAsBytes(catalog: Catalog, { workload, port, protocol }: InboundRequest): boolean {
  const declared = inboundPort(catalog, workload, port).known?.protocol;
  return protocol === 'tcp' || declared === 'tcp' || declared === 'tls';
}

/** `0.0.0.0:port` and no endpoint at all mean the pod's own address. */
function endpointOf(listener: Readonly<Record<string, unknown>>, address: string | undefined, port: number): string {
  const endpoint = textOf(listener.defaultEndpoint);
  const own = address ?? 'original-dst';
  if (!endpoint) return address === undefined ? own : `${own}:${port}`;
  const anyAddress = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(endpoint);
  return anyAddress === null ? endpoint : `${own}:${anyAddress[1]}`;
}
