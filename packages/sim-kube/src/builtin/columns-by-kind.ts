import { isObject, listAt, numberAt, objectAt, stringAt, stringMapAt } from '../json.ts';
import type { Column } from '../resource.ts';
import type { KubeObject } from '../types.ts';
import { age } from './age.ts';
import { podReady, podRestarts, podStatus } from './pod-columns.ts';

// The columns of kubernetes pkg/printers/internalversion/printers.go.

type Cell = (object: KubeObject, nowMs: number) => unknown;

const text = (name: string, cell: Cell): Column => ({ name, type: 'string', description: '', cell });
const wide = (name: string, cell: Cell): Column => ({ name, type: 'string', description: '', priority: 1, cell });
const integer = (name: string, cell: Cell): Column => ({ name, type: 'integer', description: '', cell });

const none = '<none>';
const orNone = (value: string | undefined): string => (value ? value : none);
const count = (object: KubeObject, ...path: string[]): number => numberAt(object, ...path) ?? 0;

const containersOf = (object: KubeObject): unknown[] => listAt(object, 'spec', 'template', 'spec', 'containers');
const containers = wide('Containers', (object) =>
  containersOf(object)
    .map((container) => stringAt(container, 'name'))
    .join(','),
);
const images = wide('Images', (object) =>
  containersOf(object)
    .map((container) => stringAt(container, 'image'))
    .join(','),
);
const selector = wide('Selector', (object) => formatLabels(stringMapAt(object, 'spec', 'selector', 'matchLabels')));

function formatLabels(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? pairs.sort().join(',') : none;
}

/** Columns between Name and Age, and those behind Age. */
export const columnsByKind: Record<string, { before?: Column[]; after?: Column[]; withoutAge?: true; first?: Column[] }> = {
  Namespace: { before: [text('Status', (object) => stringAt(object, 'status', 'phase'))] },
  Pod: {
    before: [text('Ready', podReady), text('Status', podStatus), text('Restarts', podRestarts)],
    after: [
      wide('IP', (pod) => orNone(stringAt(pod, 'status', 'podIP'))),
      wide('Node', (pod) => orNone(stringAt(pod, 'spec', 'nodeName'))),
      wide('Nominated Node', (pod) => orNone(stringAt(pod, 'status', 'nominatedNodeName'))),
      wide('Readiness Gates', () => none),
    ],
  },
  Deployment: {
    before: [
      text('Ready', (object) => `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`),
      integer('Up-to-date', (object) => count(object, 'status', 'updatedReplicas')),
      integer('Available', (object) => count(object, 'status', 'availableReplicas')),
    ],
    after: [containers, images, selector],
  },
  ReplicaSet: {
    before: [
      integer('Desired', (object) => count(object, 'spec', 'replicas')),
      integer('Current', (object) => count(object, 'status', 'replicas')),
      integer('Ready', (object) => count(object, 'status', 'readyReplicas')),
    ],
    after: [containers, images, selector],
  },
  Service: {
    before: [
      text('Type', (service) => stringAt(service, 'spec', 'type')),
      text('Cluster-IP', (service) => orNone(stringAt(service, 'spec', 'clusterIP'))),
      text('External-IP', externalAddress),
      text('Port(s)', (service) => listAt(service, 'spec', 'ports').map(servicePort).join(',') || none),
    ],
    after: [wide('Selector', (service) => formatLabels(stringMapAt(service, 'spec', 'selector')))],
  },
  EndpointSlice: {
    before: [
      text('AddressType', (slice) => stringAt(slice, 'addressType')),
      text('Ports', (slice) =>
        firstOf(
          listAt(slice, 'ports').map((port) => String(numberAt(port, 'port') ?? '*')),
          '<unset>',
        ),
      ),
      text('Endpoints', (slice) =>
        firstOf(
          listAt(slice, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses').map(String)),
          '<unset>',
        ),
      ),
    ],
  },
  Endpoints: { before: [text('Endpoints', (object) => firstOf(endpointAddresses(object), none))] },
  ConfigMap: { before: [integer('Data', (map) => keyCount(map, 'data') + keyCount(map, 'binaryData'))] },
  Secret: { before: [text('Type', (secret) => stringAt(secret, 'type')), integer('Data', (secret) => keyCount(secret, 'data'))] },
  ServiceAccount: { before: [integer('Secrets', (account) => listAt(account, 'secrets').length)] },
  Node: {
    before: [text('Status', nodeStatus), text('Roles', nodeRoles)],
    after: [
      text('Version', (node) => stringAt(node, 'status', 'nodeInfo', 'kubeletVersion')),
      wide('Internal-IP', (node) => nodeAddress(node, 'InternalIP')),
      wide('External-IP', (node) => nodeAddress(node, 'ExternalIP')),
      wide('OS-Image', (node) => stringAt(node, 'status', 'nodeInfo', 'osImage') || '<unknown>'),
      wide('Kernel-Version', (node) => stringAt(node, 'status', 'nodeInfo', 'kernelVersion') || '<unknown>'),
      wide('Container-Runtime', (node) => stringAt(node, 'status', 'nodeInfo', 'containerRuntimeVersion') || '<unknown>'),
    ],
  },
  ControllerRevision: {
    before: [
      text('Controller', (revision) => orNone(controllerName(revision))),
      integer('Revision', (revision) => numberAt(revision, 'revision')),
    ],
  },
  Lease: { before: [text('Holder', (lease) => stringAt(lease, 'spec', 'holderIdentity') ?? '')] },
  CustomResourceDefinition: {
    withoutAge: true,
    before: [text('Created At', (crd) => crd.metadata.creationTimestamp)],
  },
  Event: {
    withoutAge: true,
    first: [
      text('Last Seen', (event, nowMs) =>
        age(stringAt(event, 'lastTimestamp') ?? stringAt(event, 'eventTime') ?? stringAt(event, 'firstTimestamp'), nowMs),
      ),
      text('Type', (event) => stringAt(event, 'type')),
      text('Reason', (event) => stringAt(event, 'reason')),
      text('Object', (event) => eventObject(event)),
      wide('Subobject', (event) => stringAt(event, 'involvedObject', 'fieldPath') ?? ''),
      wide('Source', eventSource),
      text('Message', (event) => stringAt(event, 'message')?.trim()),
      wide('First Seen', (event, nowMs) => age(stringAt(event, 'firstTimestamp') ?? stringAt(event, 'eventTime'), nowMs)),
      wide('Count', (event) => String(numberAt(event, 'count') ?? 1)),
    ],
  },
  Role: { withoutAge: true, before: [text('Created At', (role) => role.metadata.creationTimestamp)] },
  ClusterRole: { withoutAge: true, before: [text('Created At', (role) => role.metadata.creationTimestamp)] },
  RoleBinding: { before: [text('Role', roleOf)], after: subjectColumns() },
  ClusterRoleBinding: { before: [text('Role', roleOf)], after: subjectColumns() },
};

function subjectColumns(): Column[] {
  const names = (binding: KubeObject, kind: string) =>
    listAt(binding, 'subjects')
      .filter((subject) => stringAt(subject, 'kind') === kind)
      .map((subject) => (kind === 'ServiceAccount' ? `${stringAt(subject, 'namespace') ?? ''}/` : '') + (stringAt(subject, 'name') ?? ''))
      .join(', ');
  return [
    wide('Users', (binding) => names(binding, 'User')),
    wide('Groups', (binding) => names(binding, 'Group')),
    wide('ServiceAccounts', (binding) => names(binding, 'ServiceAccount')),
  ];
}

function nodeAddress(node: KubeObject, type: string): string {
  const found = listAt(node, 'status', 'addresses').find((address) => stringAt(address, 'type') === type);
  return orNone(stringAt(found, 'address'));
}

function roleOf(binding: KubeObject): string {
  return `${stringAt(binding, 'roleRef', 'kind') ?? ''}/${stringAt(binding, 'roleRef', 'name') ?? ''}`;
}

function keyCount(object: KubeObject, field: string): number {
  return Object.keys(objectAt(object, field) ?? {}).length;
}

function firstOf(list: readonly string[], empty: string): string {
  if (list.length === 0) return empty;
  return list.length > 3 ? `${list.slice(0, 3).join(',')} + ${list.length - 3} more...` : list.join(',');
}

function endpointAddresses(object: KubeObject): string[] {
  return listAt(object, 'subsets').flatMap((subset) =>
    listAt(subset, 'addresses').flatMap((address) =>
      listAt(subset, 'ports').map((port) => `${stringAt(address, 'ip')}:${numberAt(port, 'port')}`),
    ),
  );
}

function externalAddress(service: KubeObject): string {
  const type = stringAt(service, 'spec', 'type');
  if (type === 'ExternalName') return stringAt(service, 'spec', 'externalName') ?? none;
  const external = listAt(service, 'spec', 'externalIPs').map(String);
  const ingress = listAt(service, 'status', 'loadBalancer', 'ingress').map(
    (entry) => stringAt(entry, 'ip') ?? stringAt(entry, 'hostname') ?? '',
  );
  const all = [...external, ...ingress].join(',');
  return all || (type === 'LoadBalancer' ? '<pending>' : none);
}

function servicePort(port: unknown): string {
  const nodePort = numberAt(port, 'nodePort');
  return `${numberAt(port, 'port')}${nodePort ? `:${nodePort}` : ''}/${stringAt(port, 'protocol') ?? 'TCP'}`;
}

function nodeStatus(node: KubeObject): string {
  const ready = listAt(node, 'status', 'conditions').find((condition) => stringAt(condition, 'type') === 'Ready');
  const status = ready ? (stringAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return isObject(node.spec) && node.spec.unschedulable === true ? `${status},SchedulingDisabled` : status;
}

function nodeRoles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return (
    roles
      .map((label) => label.slice(prefix.length))
      .sort()
      .join(',') || none
  );
}

function controllerName(object: KubeObject): string | undefined {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner ? `${owner.kind.toLowerCase()}.${owner.apiVersion.split('/')[0]}/${owner.name}` : undefined;
}

function eventSource(event: KubeObject): string {
  const component = stringAt(event, 'source', 'component') ?? stringAt(event, 'reportingComponent') ?? '';
  const host = stringAt(event, 'source', 'host');
  return host ? `${component}, ${host}` : component;
}

function eventObject(event: KubeObject): string {
  const involved = objectAt(event, 'involvedObject') ?? objectAt(event, 'regarding');
  return `${(stringAt(involved, 'kind') ?? '').toLowerCase()}/${stringAt(involved, 'name') ?? ''}`;
}
