import { compareText } from './age-order.ts';
import { type Catalog, derived, objectsOf } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import { isIpAddress } from './hosts.ts';
import { NO_LOCALITY } from './locality.ts';
import { meshTrafficOf } from './mesh-traffic.ts';
import type { KubeObject } from './object.ts';
import { toRef } from './object-ref.ts';
import { fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './read.ts';
import { SERVICE_KINDS, servicesNamed } from './registry.ts';
import { selectsLabels } from './selectors.ts';
import type { Service, ServicePort } from './service.ts';
import { podAtAddress, readWorkloadEntry, WORKLOAD_KINDS, type WorkloadInstance, workloadInstances } from './workload-instances.ts';

const SLICE_KIND = 'discovery.k8s.io/EndpointSlice';

const slicesByService = derived([SLICE_KIND], (catalog) => {
  const table = new Map<string, KubeObject[]>();
  for (const slice of objectsOf(catalog, SLICE_KIND)) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (name === undefined || fieldsOf(slice).addressType === 'FQDN') continue;
    const key = `${slice.metadata.namespace ?? ''}/${name}`;
    const known = table.get(key);
    if (known === undefined) table.set(key, [slice]);
    else known.push(slice);
  }
  return table;
});

const tables = derived([...SERVICE_KINDS, SLICE_KIND, ...WORKLOAD_KINDS], () => new Map<string, readonly Endpoint[]>());

/**
 * Every endpoint of a service's port, whoever asks. Objects that define the same hostname in one namespace share their endpoints, as Istio
 * keeps them by hostname and namespace.
 */
export function serviceEndpoints(catalog: Catalog, service: Service, port: number): readonly Endpoint[] {
  const key = `${service.namespace}/${service.hostname}|${port}`;
  const known = tables(catalog).get(key);
  if (known !== undefined) return known;
  const portName = service.ports.find(({ number }) => number === port)?.name;
  const endpoints = servicesNamed(catalog, service.hostname)
    .filter(({ namespace }) => namespace === service.namespace)
    .flatMap((named) => named.ports.filter(({ name }) => name === portName).flatMap((own) => endpointsOf(catalog, named, own)));
  tables(catalog).set(key, endpoints);
  return endpoints;
}

/** The identities behind a service, on any of its ports; without them a client cannot check whom it talks to. */
export function serviceIdentities(catalog: Catalog, service: Service): string[] {
  const identities = new Set<string>();
  for (const { number } of service.ports) {
    for (const { identity } of serviceEndpoints(catalog, service, number)) if (identity !== undefined) identities.add(identity);
  }
  for (const name of service.subjectAltNames ?? []) identities.add(name);
  const aliases = meshTrafficOf(catalog.options).trustDomainAliases;
  for (const identity of [...identities]) {
    const path = /^spiffe:\/\/[^/]+(\/.*)$/.exec(identity)?.[1];
    if (path !== undefined) for (const alias of aliases) identities.add(`spiffe://${alias}${path}`);
  }
  return [...identities].sort(compareText);
}

function endpointsOf(catalog: Catalog, service: Service, port: ServicePort): Endpoint[] {
  return service.service === undefined ? entryEndpoints(catalog, service, port) : kubernetesEndpoints(catalog, service, port);
}

/** EndpointSlices where there are any; else, as in files, what would be in them: the pods that the service selects. */
function kubernetesEndpoints(catalog: Catalog, service: Service, port: ServicePort): Endpoint[] {
  const slices = slicesByService(catalog).get(`${service.namespace}/${service.ref.name}`);
  const selected = selectedInstances(catalog, service);
  const entries = selected.filter(({ kind }) => kind === 'WorkloadEntry').map((instance) => atPort(instance, port));
  if (slices !== undefined) return [...slices.flatMap((slice) => sliceEndpoints(catalog, slice, port)), ...entries];
  const pods = selected.filter(({ kind }) => kind === 'Pod').flatMap((pod) => podAtPort(pod, port));
  return [...pods, ...entries];
}

function sliceEndpoints(catalog: Catalog, slice: KubeObject, port: ServicePort): Endpoint[] {
  const namespace = slice.metadata.namespace ?? '';
  const ports = listOf(slice.ports).map(fieldsOf);
  const target = ports.find(({ name }) => (textOf(name) ?? '') === port.name);
  if (target === undefined) return [];
  return listOf(slice.endpoints)
    .map(fieldsOf)
    .flatMap((entry) =>
      textsOf(entry.addresses).flatMap((address): Endpoint[] => {
        const pod = podAtAddress(catalog, namespace, address);
        // Istio waits for a pod it does not know yet.
        if (pod === undefined && fieldsOf(entry.targetRef).kind === 'Pod') return [];
        const base = pod ?? { ...NOT_A_POD, ref: toRef(slice), namespace };
        return [{ ...endpointOf(base), address, port: numberOf(target.port) ?? 0, healthy: fieldsOf(entry.conditions).ready !== false }];
      }),
    );
}

const NOT_A_POD = { labels: {}, locality: NO_LOCALITY, weight: 1, tlsMode: 'disabled' } as const;

function podAtPort(pod: WorkloadInstance, { number, targetPort = number }: ServicePort): Endpoint[] {
  const port = typeof targetPort === 'number' ? targetPort : pod.ports[targetPort];
  // A pod without the named port is no endpoint of it.
  return port === undefined ? [] : [{ ...endpointOf(pod), address: pod.address, port, healthy: pod.healthy }];
}

/** Endpoints written in the entry, workloads it selects, or its own host for DNS (istio pilot serviceentry/conversion.go). */
function entryEndpoints(catalog: Catalog, service: Service, port: ServicePort): Endpoint[] {
  const isDns = service.resolution === 'DNS' || service.resolution === 'DNS_ROUND_ROBIN';
  if (service.selector !== undefined) {
    const selected = selectedInstances(catalog, service).filter(({ address }) => isDns || isIpAddress(address));
    return selected.filter(({ kind, healthy }) => kind === 'WorkloadEntry' || healthy).map((instance) => atPort(instance, port));
  }
  const { namespace, ref } = service;
  const written = listOf(fieldsOf(service.object.spec).endpoints).filter(isFields);
  if (written.length === 0 && isDns) {
    return [{ ...NOT_A_POD, ref, namespace, address: service.hostname, port: entryPort(port), healthy: true }];
  }
  return written.map((entry) =>
    atPort({ ...readWorkloadEntry(entry, namespace, catalog.options.trustDomain), kind: 'WorkloadEntry', ref }, port),
  );
}

function selectedInstances(catalog: Catalog, { namespace, selector }: Service): readonly WorkloadInstance[] {
  if (selector === undefined) return [];
  return workloadInstances(catalog, namespace).filter(({ labels }) => selectsLabels(selector, labels));
}

/** The workload's own port of the name, else the service's target, else its number. */
function atPort(instance: WorkloadInstance, port: ServicePort): Endpoint {
  const own = instance.kind === 'WorkloadEntry' ? instance.ports[port.name] : undefined;
  return { ...endpointOf(instance), address: instance.address, port: own || entryPort(port), healthy: instance.healthy };
}

function entryPort({ targetPort, number }: ServicePort): number {
  return typeof targetPort === 'number' ? targetPort : number;
}

function endpointOf(
  instance: Pick<WorkloadInstance, 'ref' | 'namespace' | 'labels' | 'locality' | 'weight' | 'tlsMode' | 'identity' | 'node'>,
): Omit<Endpoint, 'address' | 'port' | 'healthy'> {
  const { ref, namespace, labels, locality, weight, tlsMode, identity, node } = instance;
  return {
    ref,
    namespace,
    labels,
    locality,
    weight,
    tlsMode,
    ...(identity === undefined ? {} : { identity }),
    ...(node === undefined ? {} : { node }),
  };
}
