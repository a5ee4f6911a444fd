import { type Catalog, derived, objectsOf } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import { type Locality, localityOfLabel, localityOfNode, NO_LOCALITY, parseLocality, withTopologyLabels } from './locality.ts';
import type { KubeObject } from './object.ts';
import { toRef } from './object-ref.ts';
import { type Fields, fieldsOf, listOf, numberOf, textMapOf, textOf } from './read.ts';

/** A pod or WorkloadEntry before a service gives it a port. */
export interface WorkloadInstance extends Omit<Endpoint, 'port'> {
  kind: 'Pod' | 'WorkloadEntry';
  /** Ports by name: those of the containers, or those of the WorkloadEntry, which go before the service's own. */
  ports: Readonly<Record<string, number>>;
}

/** Nodes, the places of pods. */
const nodeLocalities = derived(['/Node'], (catalog) => {
  const table = new Map<string, string>();
  for (const { metadata } of objectsOf(catalog, '/Node')) {
    const locality = localityOfNode(metadata.labels ?? {});
    if (locality !== undefined) table.set(metadata.name, locality);
  }
  return table;
});

/** What each pod was read as, as long as the nodes are the same: pods come and go, and only those that did are read anew. */
const podsRead = derived(['/Node'], () => new WeakMap<KubeObject, readonly WorkloadInstance[]>());

/** Pods that have an address and are not finished. */
const podInstances = derived(['/Pod', '/Node'], (catalog): readonly WorkloadInstance[] => {
  const known = podsRead(catalog);
  return objectsOf(catalog, '/Pod').flatMap((object) => {
    const read = known.get(object) ?? [readPod(object, catalog)].filter((instance) => instance !== undefined);
    known.set(object, read);
    return read;
  });
});

const entryInstances = derived(['networking.istio.io/WorkloadEntry'], (catalog): readonly WorkloadInstance[] =>
  objectsOf(catalog, 'networking.istio.io/WorkloadEntry').map((object) => {
    const spec = fieldsOf(object.spec);
    // Labels of the object win over those of its spec (istio pilot serviceentry ConvertWorkloadEntry).
    const labels = { ...textMapOf(spec.labels), ...object.metadata.labels };
    const namespace = object.metadata.namespace ?? '';
    return { ...readWorkloadEntry({ ...spec, labels }, namespace, catalog.options.trustDomain), kind: 'WorkloadEntry', ref: toRef(object) };
  }),
);

/** Pods first, as Istio lists them. */
const byNamespace = derived(['/Pod', '/Node', 'networking.istio.io/WorkloadEntry'], (catalog) => {
  const table = new Map<string, WorkloadInstance[]>();
  for (const instance of [...podInstances(catalog), ...entryInstances(catalog)]) {
    const list = table.get(instance.namespace);
    if (list === undefined) table.set(instance.namespace, [instance]);
    else list.push(instance);
  }
  return table;
});

const podsByAddress = derived(
  ['/Pod', '/Node'],
  (catalog) => new Map(podInstances(catalog).map((instance) => [`${instance.namespace}/${instance.address}`, instance])),
);

export const WORKLOAD_KINDS = ['/Pod', '/Node', 'networking.istio.io/WorkloadEntry'] as const;

export function workloadInstances(catalog: Catalog, namespace: string): readonly WorkloadInstance[] {
  return byNamespace(catalog).get(namespace) ?? [];
}

export function podAtAddress(catalog: Catalog, namespace: string, address: string): WorkloadInstance | undefined {
  return podsByAddress(catalog).get(`${namespace}/${address}`);
}

function readPod(object: KubeObject, catalog: Catalog): WorkloadInstance | undefined {
  const spec = fieldsOf(object.spec);
  const status = fieldsOf(object.status);
  const address = textOf(status.podIP);
  if (!address || status.phase === 'Succeeded' || status.phase === 'Failed') return undefined;
  const labels = object.metadata.labels ?? {};
  const namespace = object.metadata.namespace ?? '';
  const node = textOf(spec.nodeName);
  const place = localityOfLabel(labels) ?? nodeLocalities(catalog).get(node ?? '');
  const locality = place === undefined ? NO_LOCALITY : parseLocality(place);
  return {
    kind: 'Pod',
    ref: toRef(object),
    address,
    namespace,
    labels: withTopologyLabels(labels, locality, node),
    locality,
    weight: 1,
    healthy: isReady(object),
    tlsMode: labels['security.istio.io/tlsMode'] ?? 'disabled',
    identity: identityOf(catalog.options.trustDomain, namespace, textOf(spec.serviceAccountName) ?? 'default'),
    ...(node === undefined ? {} : { node }),
    ports: Object.fromEntries(
      listOf(spec.containers)
        .flatMap((container) => listOf(fieldsOf(container).ports).map(fieldsOf))
        .map((port) => [textOf(port.name) ?? '', numberOf(port.containerPort) ?? 0]),
    ),
  };
}

/** A pod that says nothing of its readiness, as in files, counts as ready. */
function isReady({ status, metadata }: KubeObject): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  const ready = listOf(fieldsOf(status).conditions)
    .map(fieldsOf)
    .find(({ type }) => type === 'Ready');
  return ready === undefined || ready.status === 'True';
}

/** An entry that names a service account takes mutual TLS without the label (istio pilot serviceentry getTLSModeFromWorkloadEntry). */
export function readWorkloadEntry(entry: Fields, namespace: string, trustDomain: string): Omit<WorkloadInstance, 'kind' | 'ref'> {
  const labels = textMapOf(entry.labels);
  const place = textOf(entry.locality) || localityOfLabel(labels);
  const locality: Locality = place === undefined ? NO_LOCALITY : parseLocality(place);
  const account = textOf(entry.serviceAccount) || undefined;
  return {
    address: textOf(entry.address) ?? '',
    namespace,
    labels: withTopologyLabels(labels, locality),
    locality,
    weight: numberOf(entry.weight) || 1,
    healthy: true,
    tlsMode: labels['security.istio.io/tlsMode'] ?? (account === undefined ? 'disabled' : 'istio'),
    ...(account === undefined ? {} : { identity: identityOf(trustDomain, namespace, account) }),
    ports: Object.fromEntries(Object.entries(fieldsOf(entry.ports)).map(([name, port]) => [name, numberOf(port) ?? 0])),
  };
}

function identityOf(trustDomain: string, namespace: string, account: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`;
}
