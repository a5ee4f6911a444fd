import type { Finding } from '@pidalio/contract';
import {
  allVirtualServices,
  type Catalog,
  destinationRuleFor,
  expandHost,
  type ObjectRef,
  parseServiceHost,
  readDestinationRule,
  selectsLabels,
} from '@pidalio/istio';
import type { World } from '../mesh/world.ts';
import { type Operation, objectAfter } from './findings-input.ts';

/** Routes to a subset that no DestinationRule defines answer 503 (no cluster). What was broken before does not stop a repair elsewhere. */
export function missingSubsets(world: World, then: Catalog, now: Catalog): Finding[] {
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
  return allVirtualServices(catalog).flatMap(({ http, namespace }) =>
    http
      .flatMap((rule) => [...rule.route, ...rule.mirrors].map((destination) => ({ ref: rule.ref, ...destination })))
      .filter(({ subset }) => subset !== '')
      .map(({ ref, path, host, subset }) => ({ ref, path, subset, host: expandHost(host, namespace, world.clusterDomain) }))
      .filter(({ host, subset }) => {
        const rule = destinationRuleFor(catalog, { namespace, labels: {} }, parseServiceHost(host, world.clusterDomain)?.namespace, host);
        return rule === undefined || !rule.subsets.some(({ name }) => name === subset);
      }),
  );
}

/** A subset without pods takes its share of the requests and answers 503. */
export function emptySubsets(world: World, operation: Operation): Finding[] {
  const object = objectAfter(operation, 'DestinationRule');
  if (object === undefined) return [];
  const rule = readDestinationRule(object, world.clusterDomain);
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
      ref: operation.ref,
      path,
      values: { subset: name, host: rule.host },
    }));
}
