import type { Finding, PlannedOperation } from '@pidalio/contract';
import {
  type Catalog,
  destinationRuleFor,
  expandHost,
  isWildcard,
  type KubeObject,
  MESH_GATEWAY,
  type ObjectRef,
  parseServiceHost,
  readDestinationRule,
  readVirtualService,
  sameRef,
  selectsLabels,
  type VirtualService,
  withChanges,
} from '@pidalio/istio';
import { groupOf } from '../cluster/served-kind.ts';
import { meshOwner } from '../mesh/governance.ts';
import type { World } from '../mesh/world.ts';

type Operation = Pick<PlannedOperation, 'action' | 'ref' | 'apiVersion' | 'after' | 'before'>;

/** What a person should know before applying; the texts are made from the codes by whoever shows them. */
export function findingsOf(world: World, operations: readonly Operation[]): Finding[] {
  const now = world.catalog;
  const then = withChanges(now, {
    put: operations.flatMap(({ after }) => (after === null ? [] : [toCatalogObject(after)])),
    remove: operations.filter(({ after }) => after === null).map(({ ref, apiVersion }) => ({ ...ref, group: groupOf(apiVersion) })),
  });
  return [
    ...operations.flatMap((operation) => governanceFindings(world, then, operation)),
    ...missingSubsets(world, then, now),
    ...operations.flatMap((operation) => emptySubsets(world, operation)),
  ];
}

/** A new object counts as the youngest, as it will be. */
function toCatalogObject(object: NonNullable<Operation['after']>): KubeObject {
  const { metadata } = object;
  const created = typeof metadata.creationTimestamp === 'string' ? metadata.creationTimestamp : '9999-12-31T23:59:59Z';
  return { ...object, metadata: { ...metadata, name: metadata.name, creationTimestamp: created } };
}

/** Inside the mesh one VirtualService owns a host, the oldest; a second one for it does nothing. */
function governanceFindings(world: World, then: Catalog, { ref, apiVersion, after }: Operation): Finding[] {
  if (after === null || ref.kind !== 'VirtualService' || groupOf(apiVersion) !== 'networking.istio.io') return [];
  const { hosts, gateways, namespace } = readVirtualService(toCatalogObject(after), world.clusterDomain);
  if (!gateways.includes(MESH_GATEWAY)) return [];
  const viewers = [...new Set([namespace, ...world.workloads.filter(({ sidecar }) => sidecar).map((workload) => workload.namespace)])];
  // A wildcard stands behind every exact name by design.
  return hosts
    .filter((host) => !isWildcard(host))
    .flatMap((host): Finding[] => {
      const owners = viewers.map((viewer) => meshOwner(then, host, viewer));
      const others = owners.filter((owner): owner is VirtualService => owner !== undefined && !sameRef(owner.ref, ref));
      const [other] = others;
      if (other === undefined) return [];
      const values = { host, owner: other.ref.name, ownerNamespace: other.ref.namespace };
      const governsSomewhere = owners.some((owner) => owner !== undefined && sameRef(owner.ref, ref));
      if (governsSomewhere) return [{ code: 'governs-partly', severity: 'warning', ref, path: 'spec.hosts', values }];
      // Whoever edits an object that never governed must be able to: only a change that is meant to steer is stopped.
      const governedBefore = viewers.some((viewer) => isOwner(meshOwner(world.catalog, host, viewer), ref));
      const isNew = !world.virtualServices.some((one) => sameRef(one.ref, ref));
      return [{ code: 'would-not-govern', severity: isNew || governedBefore ? 'block' : 'warning', ref, path: 'spec.hosts', values }];
    });
}

function isOwner(owner: VirtualService | undefined, ref: ObjectRef): boolean {
  return owner !== undefined && sameRef(owner.ref, ref);
}

/** Routes to a subset that no DestinationRule defines answer 503 (no cluster). What was broken before does not stop a repair elsewhere. */
function missingSubsets(world: World, then: Catalog, now: Catalog): Finding[] {
  const old = new Set(brokenDestinations(world, now).map(keyOf));
  return brokenDestinations(world, then).map((broken) => ({
    code: 'missing-subset',
    severity: old.has(keyOf(broken)) ? 'note' : 'block',
    ref: broken.ref,
    path: broken.path,
    values: { subset: broken.subset, host: broken.host },
  }));
}

interface Broken {
  ref: ObjectRef;
  path: string;
  host: string;
  subset: string;
}

function keyOf({ ref, host, subset }: Broken): string {
  return `${ref.namespace}/${ref.name} ${host} ${subset}`;
}

function brokenDestinations(world: World, catalog: Catalog): Broken[] {
  const virtualServices = [...(catalog.stores.get('networking.istio.io/VirtualService')?.values() ?? [])];
  return virtualServices.flatMap((object) => {
    const { http, namespace } = readVirtualService(object, world.clusterDomain);
    return http
      .flatMap((rule) => [...rule.route, ...rule.mirrors].map((destination) => ({ ref: rule.ref, ...destination })))
      .filter(({ subset }) => subset !== '')
      .map(({ ref, path, host, subset }) => ({ ref, path, subset, host: expandHost(host, namespace, world.clusterDomain) }))
      .filter(({ host, subset }) => {
        const rule = destinationRuleFor(catalog, { namespace, labels: {} }, parseServiceHost(host, world.clusterDomain)?.namespace, host);
        return rule === undefined || !rule.subsets.some(({ name }) => name === subset);
      });
  });
}

/** A subset without pods takes its share of the requests and answers 503. */
function emptySubsets(world: World, { ref, apiVersion, after }: Operation): Finding[] {
  if (after === null || ref.kind !== 'DestinationRule' || groupOf(apiVersion) !== 'networking.istio.io') return [];
  const rule = readDestinationRule(toCatalogObject(after), world.clusterDomain);
  const service = world.services.find(({ host }) => host === rule.host);
  const selector = service?.selector;
  if (selector === undefined || selector === null || service === undefined) return [];
  const behind = world.workloads.filter(
    (workload) => workload.namespace === service.namespace && workload.pods > 0 && selectsLabels(selector, workload.labels),
  );
  return rule.subsets
    .filter(({ labels }) => !behind.some((workload) => selectsLabels(labels, workload.labels)))
    .map(({ name, path }) => ({
      code: 'subset-selects-no-pod',
      severity: 'warning',
      ref,
      path,
      values: { subset: name, host: rule.host },
    }));
}
