import { timestamp } from '../clock.ts';
import { equalJson, isObject, listAt, numberAt, stringAt, stringMapAt } from '../json.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { Cache, type Controller, keyOf, unlessGone, WorkQueue } from './context.ts';
import { controllerReference, isControlledBy } from './owners.ts';
import { isPodReady } from './replica-sets.ts';
import { endpointSlices, endpoints, nodes, pods, services } from './resources.ts';

const manager = { fieldManager: 'kube-controller-manager' };
const sliceLabels = (service: string) => ({
  'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  'kubernetes.io/service-name': service,
});

/** An EndpointSlice (and the older Endpoints) for every Service with a selector. */
export function startEndpoints(controller: Controller): void {
  const queue = new WorkQueue(controller, (key) => sync(controller, key, { serviceCache, podCache, sliceCache, nodeCache }));
  const serviceCache: Cache = new Cache(controller, services, (service) => queue.add(keyOf(service)));
  const nodeCache: Cache = new Cache(controller, nodes, () => undefined);
  const sliceCache: Cache = new Cache(controller, endpointSlices, () => undefined);
  const podCache: Cache = new Cache(controller, pods, (pod) => {
    for (const service of serviceCache.inNamespace(pod.metadata.namespace)) if (selects(service, pod)) queue.add(keyOf(service));
  });
}

interface Caches {
  serviceCache: Cache;
  podCache: Cache;
  sliceCache: Cache;
  nodeCache: Cache;
}

function selects(service: KubeObject, pod: KubeObject): boolean {
  const selector = Object.entries(stringMapAt(service, 'spec', 'selector'));
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

async function sync(controller: Controller, key: string, caches: Caches): Promise<void> {
  const service = caches.serviceCache.get(key);
  if (!service) return deleteEndpoints(controller, key);
  if (Object.keys(stringMapAt(service, 'spec', 'selector')).length === 0) return;
  const chosen = caches.podCache
    .inNamespace(service.metadata.namespace)
    .filter((pod) => selects(service, pod) && stringAt(pod, 'status', 'podIP') !== undefined)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  await writeSlice(controller, service, chosen, caches);
  await writeEndpoints(controller, service, chosen);
}

async function deleteEndpoints({ client }: Controller, key: string): Promise<void> {
  const [namespace = '', name = ''] = key.split('/');
  await unlessGone(client.delete(endpoints, namespace, name));
}

async function writeSlice(
  { client }: Controller,
  service: KubeObject,
  chosen: readonly KubeObject[],
  { sliceCache, nodeCache }: Caches,
): Promise<void> {
  const { name, namespace } = service.metadata;
  const body = {
    addressType: 'IPv4',
    endpoints: chosen.map((pod) => sliceEndpoint(pod, nodeCache)),
    ports: listAt(service, 'spec', 'ports').map((port) => slicePort(port, chosen)),
  };
  const existing = sliceCache.inNamespace(namespace).find((slice) => isControlledBy(slice, service));
  if (!existing) {
    const metadata = { generateName: `${name}-`, labels: sliceLabels(name), ownerReferences: [controllerReference(service)] };
    await client.create(
      endpointSlices,
      namespace,
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, ...body },
      manager,
    );
  } else if (!equalJson(body.endpoints, existing.endpoints) || !equalJson(body.ports, existing.ports))
    await client.update(endpointSlices, namespace, { ...existing, ...body }, manager);
}

function sliceEndpoint(pod: KubeObject, nodeCache: Cache): JsonObject {
  const isTerminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isPodReady(pod);
  const nodeName = stringAt(pod, 'spec', 'nodeName');
  const zone = nodeCache.get(`/${nodeName ?? ''}`)?.metadata.labels?.['topology.kubernetes.io/zone'];
  return {
    addresses: [stringAt(pod, 'status', 'podIP')],
    conditions: { ready: serving && !isTerminating, serving, terminating: isTerminating },
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
    ...(zone === undefined ? {} : { zone }),
  };
}

function slicePort(port: unknown, chosen: readonly KubeObject[]): JsonObject {
  const appProtocol = stringAt(port, 'appProtocol');
  return {
    name: stringAt(port, 'name') ?? '',
    port: targetPort(port, chosen[0]),
    protocol: stringAt(port, 'protocol') ?? 'TCP',
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

/** A named target port is looked up in the pod's containers. */
function targetPort(port: unknown, pod: KubeObject | undefined): number {
  const number = numberAt(port, 'targetPort') ?? numberAt(port, 'port') ?? 0;
  const name = stringAt(port, 'targetPort');
  if (name === undefined) return number;
  const ports = listAt(pod, 'spec', 'containers').flatMap((container) => listAt(container, 'ports'));
  const found = ports.find((candidate) => isObject(candidate) && candidate.name === name);
  return numberAt(found, 'containerPort') ?? number;
}

async function writeEndpoints({ client, now }: Controller, service: KubeObject, chosen: readonly KubeObject[]): Promise<void> {
  const { name, namespace, labels } = service.metadata;
  const address = (pod: KubeObject) => ({
    ip: stringAt(pod, 'status', 'podIP'),
    nodeName: stringAt(pod, 'spec', 'nodeName'),
    targetRef: { kind: 'Pod', name: pod.metadata.name, namespace, uid: pod.metadata.uid },
  });
  const ready = chosen.filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined);
  const notReady = chosen.filter((pod) => !ready.includes(pod) && pod.metadata.deletionTimestamp === undefined);
  const ports = listAt(service, 'spec', 'ports').map((port) => {
    const portName = stringAt(port, 'name');
    return { ...(portName ? { name: portName } : {}), port: targetPort(port, chosen[0]), protocol: stringAt(port, 'protocol') ?? 'TCP' };
  });
  const subset = {
    ...(ready.length > 0 ? { addresses: ready.map(address) } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: notReady.map(address) } : {}),
    ports,
  };
  const subsets = ready.length + notReady.length > 0 ? [subset] : undefined;
  const annotations = { 'endpoints.kubernetes.io/last-change-trigger-time': timestamp(now()) };
  const current = await client.list(endpoints, {
    ...(namespace === undefined ? {} : { namespace }),
    fieldSelector: `metadata.name=${name}`,
  });
  const existing = current.items[0];
  if (existing && equalJson(existing.subsets ?? null, subsets ?? null)) return;
  const metadata = { name, ...(labels ? { labels } : {}), annotations };
  // A PUT of Endpoints that are not there creates them, and one without a resourceVersion overwrites.
  await client.update(endpoints, namespace, { apiVersion: 'v1', kind: 'Endpoints', metadata, ...(subsets ? { subsets } : {}) }, manager);
}
