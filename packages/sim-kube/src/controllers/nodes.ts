import { timestamp } from '../clock.ts';
import { isObject, listAt, stringAt } from '../json.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { type Controller, inBackground, unlessGone } from './context.ts';
import { recordEvent } from './events.ts';
import { nodes, pods } from './resources.ts';

export interface NodeOptions {
  nodes: string[];
  podStartMs: number;
  podStopMs: number;
}

const kubelet = { fieldManager: 'kubelet' };

/** Stands for scheduler and kubelets: pods get a node and an address, run, and stop when they are deleted. */
export function startNodes(controller: Controller, options: NodeOptions): void {
  const addresses = new Map<string, string>();
  const seen = new Set<string>();
  let placed = 0;
  for (const [index, name] of options.nodes.entries()) inBackground(controller, createNode(controller, name, index));
  const once = (mark: string, delayMs: number, action: () => Promise<void>) => {
    if (seen.has(mark)) return;
    seen.add(mark);
    controller.setTimer(() => inBackground(controller, action()), delayMs);
  };
  const stop = controller.client.watch(pods, {}, ({ type, object: pod }) => {
    const uid = pod.metadata.uid ?? '';
    if (type === 'DELETED') {
      for (const [address, owner] of addresses) if (owner === uid) addresses.delete(address);
      for (const mark of [`start ${uid}`, `stop ${uid}`]) seen.delete(mark);
      return;
    }
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (!seen.has(`stop ${uid}`)) reportKilling(controller, pod);
      once(`stop ${uid}`, options.podStopMs, () => stopPod(controller, pod));
      return;
    }
    const address = stringAt(pod, 'status', 'podIP');
    if (address !== undefined) addresses.set(address, uid);
    else
      once(`start ${uid}`, options.podStartMs, () => {
        const node = stringAt(pod, 'spec', 'nodeName') ?? options.nodes[placed++ % Math.max(1, options.nodes.length)] ?? 'worker-1';
        const podIP = freeAddress(addresses);
        addresses.set(podIP, uid);
        return startPod(controller, pod, node, podIP);
      });
  });
  controller.stops.push(stop);
}

/** From 10.244.0.0/16, the pod range of kubeadm clusters. */
function freeAddress(taken: ReadonlyMap<string, string>): string {
  for (let number = 2; ; number++) {
    const address = `10.244.${number >> 8}.${number & 255}`;
    if ((number & 255) !== 0 && (number & 255) !== 255 && !taken.has(address)) return address;
  }
}

/** Nodes are numbered by their names, so pods and nodes agree without asking each other. */
function nodeAddress(name: string): string {
  return `172.18.0.${1 + (Number(/\d+$/.exec(name)?.[0] ?? 1) % 250)}`;
}

async function startPod(controller: Controller, pod: KubeObject, nodeName: string, podIP: string): Promise<void> {
  const { client, now } = controller;
  const { name, namespace } = pod.metadata;
  await unlessGone(client.patch(pods, namespace, name, { spec: { nodeName } }, { type: 'merge', fieldManager: 'kube-scheduler' }));
  const time = timestamp(now());
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: time,
  }));
  const status = {
    phase: 'Running',
    conditions,
    hostIP: nodeAddress(nodeName),
    hostIPs: [{ ip: nodeAddress(nodeName) }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: time,
    containerStatuses: containerStatuses(listAt(pod, 'spec', 'containers'), time, pod.metadata.uid ?? ''),
    ...initStatuses(pod, time),
  };
  await unlessGone(client.patch(pods, namespace, name, { status }, { type: 'merge', subresource: 'status', ...kubelet }));
  const message = `Successfully assigned ${namespace ?? ''}/${name} to ${nodeName}`;
  recordEvent(controller, pod, { reason: 'Scheduled', message, component: 'default-scheduler' });
  for (const container of listAt(pod, 'spec', 'containers')) {
    const containerName = stringAt(container, 'name') ?? '';
    const of = { component: 'kubelet', host: nodeName, fieldPath: `spec.containers{${containerName}}` };
    const image = stringAt(container, 'image') ?? '';
    recordEvent(controller, pod, { ...of, reason: 'Pulled', message: `Container image "${image}" already present on machine` });
    recordEvent(controller, pod, { ...of, reason: 'Created', message: `Created container: ${containerName}` });
    recordEvent(controller, pod, { ...of, reason: 'Started', message: `Started container ${containerName}` });
  }
}

function containerStatuses(containers: readonly unknown[], startedAt: string, uid: string): JsonObject[] {
  return containers.filter(isObject).map(({ name, image }) => ({
    name,
    image,
    imageID: `${String(image)}@sha256:simulated`,
    containerID: `containerd://${uid}-${String(name)}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt } },
    lastState: {},
  }));
}

function initStatuses(pod: KubeObject, time: string): JsonObject {
  const containers = listAt(pod, 'spec', 'initContainers');
  if (containers.length === 0) return {};
  const terminated = { exitCode: 0, reason: 'Completed', startedAt: time, finishedAt: time };
  // An init container that restarts always is a sidecar: it keeps running.
  const initContainerStatuses = containers.flatMap((container) => {
    const statuses = containerStatuses([container], time, pod.metadata.uid ?? '');
    return stringAt(container, 'restartPolicy') === 'Always' ? statuses : statuses.map((status) => ({ ...status, state: { terminated } }));
  });
  return { initContainerStatuses };
}

function reportKilling(controller: Controller, pod: KubeObject): void {
  const host = stringAt(pod, 'spec', 'nodeName') ?? '';
  for (const container of listAt(pod, 'spec', 'containers')) {
    const name = stringAt(container, 'name') ?? '';
    const fieldPath = `spec.containers{${name}}`;
    recordEvent(controller, pod, { reason: 'Killing', message: `Stopping container ${name}`, component: 'kubelet', host, fieldPath });
  }
}

async function stopPod({ client }: Controller, pod: KubeObject): Promise<void> {
  await unlessGone(client.delete(pods, pod.metadata.namespace, pod.metadata.name, { gracePeriodSeconds: 0 }));
}

async function createNode({ client, now }: Controller, name: string, index: number): Promise<void> {
  const time = timestamp(now());
  const existing = await client.list(nodes, { fieldSelector: `metadata.name=${name}` });
  if (existing.items.length > 0) return;
  const resources = { cpu: '8', memory: '16Gi', pods: '110' };
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/region': 'region-1',
        'topology.kubernetes.io/zone': `zone-${index + 1}`,
      },
    },
    spec: { podCIDR: `10.244.${index}.0/24` },
    status: {
      addresses: [
        { type: 'InternalIP', address: nodeAddress(name) },
        { type: 'Hostname', address: name },
      ],
      allocatable: resources,
      capacity: resources,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: time,
          lastTransitionTime: time,
        },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://2.1.0',
        kernelVersion: '6.12.0',
        kubeProxyVersion: 'v1.34.1',
        kubeletVersion: 'v1.34.1',
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'Linux',
        systemUUID: '',
      },
    },
  };
  await client.create(nodes, undefined, node, kubelet);
}
