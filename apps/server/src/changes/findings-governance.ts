import type { Finding } from '@pidalio/contract';
import {
  allGateways,
  allVirtualServices,
  type Catalog,
  type Gateway,
  gatewayHosts,
  hostsMatch,
  isWildcard,
  MESH_GATEWAY,
  type ObjectRef,
  sameRef,
  selectsLabels,
  type VirtualService,
} from '@pidalio/istio';
import { distinctCallers, meshOwner } from '../mesh/governance.ts';
import type { World } from '../mesh/world.ts';
import { type Operation, objectAfter } from './findings-input.ts';

/** How far one host of a VirtualService is its own at one place: inside the mesh, or at a Gateway. */
interface Reach {
  governs: 'everywhere' | 'partly' | 'nowhere';
  finding?: Pick<Finding, 'code' | 'path' | 'values'>;
}

/**
 * Whether what is written decides anything. Inside the mesh one VirtualService owns a host and a second one does nothing; at a Gateway
 * those that share a host are merged, but one that names a Gateway which is not there, or whose servers do not take the host, is idle.
 */
export function governanceFindings(world: World, then: Catalog, operations: readonly Operation[]): Finding[] {
  const written = operations.filter((operation) => objectAfter(operation, 'VirtualService') !== undefined).map(({ ref }) => ref);
  const isWritten = (ref: ObjectRef) => written.some((one) => sameRef(one, ref));
  return [
    ...written.flatMap((ref) => reachFindings(world, then, ref)),
    // Whoever deletes or renames a Gateway hears of the rules that hang on it.
    ...allVirtualServices(then)
      .filter(({ ref }) => !isWritten(ref))
      .flatMap((virtualService) => orphanedBy(world.catalog, then, virtualService)),
  ];
}

function reachFindings(world: World, then: Catalog, ref: ObjectRef): Finding[] {
  const after = reachOf(world, then, ref);
  const before = reachOf(world, world.catalog, ref);
  const isIdle = after.length > 0 && after.every(({ governs }) => governs === 'nowhere');
  // Whoever edits an object that never governed must be able to: only a change that is meant to steer is stopped.
  const isMeantToSteer = before.length === 0 || before.some(({ governs }) => governs !== 'nowhere');
  return after.flatMap(({ finding }): Finding[] =>
    finding === undefined ? [] : [{ severity: isIdle && isMeantToSteer ? 'block' : 'warning', ref, ...finding }],
  );
}

/** One entry per host and place it claims; none for a delegate, which has no hosts, or where the object does not exist. */
function reachOf(world: World, catalog: Catalog, ref: ObjectRef): Reach[] {
  const virtualService = allVirtualServices(catalog).find((one) => sameRef(one.ref, ref));
  if (virtualService === undefined) return [];
  return virtualService.gateways.flatMap((via, index) =>
    via === MESH_GATEWAY
      ? // A wildcard stands behind every exact name by design.
        virtualService.hosts.filter((host) => !isWildcard(host)).map((host) => reachInMesh(world, catalog, virtualService, host))
      : reachAtGateway(world, catalog, virtualService, via, `spec.gateways[${index}]`),
  );
}

function reachInMesh(world: World, catalog: Catalog, { ref, namespace }: VirtualService, host: string): Reach {
  const callers = [{ namespace, labels: {} }, ...distinctCallers(catalog, world.workloads)];
  const owners = callers.map((caller) => meshOwner(catalog, host, caller)).filter((owner) => owner !== undefined);
  const other = owners.find((owner) => !sameRef(owner.ref, ref));
  if (other === undefined) return { governs: 'everywhere' };
  const isPartly = owners.some((owner) => sameRef(owner.ref, ref));
  return {
    governs: isPartly ? 'partly' : 'nowhere',
    finding: {
      code: isPartly ? 'governs-partly' : 'would-not-govern',
      path: 'spec.hosts',
      values: { host, owner: other.ref.name, ownerNamespace: other.ref.namespace },
    },
  };
}

function reachAtGateway(world: World, catalog: Catalog, { ref, hosts }: VirtualService, via: string, path: string): Reach[] {
  const gateway = allGateways(catalog).find(({ id }) => id === via);
  if (gateway === undefined) return [{ governs: 'nowhere', finding: { code: 'unknown-gateway', path, values: { gateway: via } } }];
  const servers = gateway.servers.map((server) => ({ gateway, server }));
  const domains = [...gatewayHosts(catalog, namespaceOfPods(world, gateway), servers).domains.values()]
    .filter(({ bound }) => bound.some(({ virtualService }) => sameRef(virtualService.ref, ref)))
    .map(({ domain }) => domain);
  return hosts.map((host) =>
    domains.some((domain) => hostsMatch(domain, host))
      ? { governs: 'everywhere' }
      : { governs: 'nowhere', finding: { code: 'gateway-refuses-host', path: 'spec.hosts', values: { host, gateway: via } } },
  );
}

/** Gateway pods see what is exported to the namespace they run in. */
function namespaceOfPods(world: World, { selector, ref }: Gateway): string {
  return world.workloads.find(({ gateway, labels }) => gateway && selectsLabels(selector, labels))?.namespace ?? ref.namespace;
}

function orphanedBy(now: Catalog, then: Catalog, { ref, gateways }: VirtualService): Finding[] {
  const has = (catalog: Catalog, id: string) => allGateways(catalog).some((gateway) => gateway.id === id);
  return gateways.flatMap((id, index): Finding[] =>
    id !== MESH_GATEWAY && has(now, id) && !has(then, id)
      ? [{ code: 'unknown-gateway', severity: 'warning', ref, path: `spec.gateways[${index}]`, values: { gateway: id } }]
      : [],
  );
}
