import { type Fields, fieldsOf, isFields, type KubeObject, LAST_APPLIED, listOf } from '@pidalio/istio';
import { reduceManagedFields } from './kube-object.ts';

/** What is kept of the objects of a kind: everything of configuration (it is written back whole), little of the rest. */
export function keeperOf(kind: string): (object: KubeObject) => KubeObject | null {
  return keepers[kind] ?? reduceManagedFields;
}

const keepers: Readonly<Record<string, (object: KubeObject) => KubeObject | null>> = {
  '/Namespace': (object) => ({ ...bare(object), status: object.status }),
  '/Service': (object) => ({ ...bare(object), spec: object.spec }),
  'discovery.k8s.io/EndpointSlice': (object) => ({
    ...bare(object),
    addressType: object.addressType,
    ports: object.ports,
    endpoints: object.endpoints,
  }),
  '/Pod': (object) => ({ ...bare(object), spec: podSpec(fieldsOf(object.spec)), status: podStatus(fieldsOf(object.status)) }),
  'apps/Deployment': keepWorkload,
  'apps/ReplicaSet': keepWorkload,
  'apiextensions.k8s.io/CustomResourceDefinition': (object) =>
    isMeshGroup(String(fieldsOf(object.spec).group)) ? { ...bare(object), spec: object.spec } : null,
};

export const meshGroups = [
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
  'gateway.networking.k8s.io',
] as const;

export function isMeshGroup(group: string): boolean {
  return meshGroups.some((known) => known === group);
}

function bare(object: KubeObject): KubeObject {
  const { managedFields: _, annotations, ...metadata } = object.metadata;
  // kubectl keeps a second copy of the object in here.
  const { [LAST_APPLIED]: __, ...rest } = annotations ?? {};
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...metadata, name: object.metadata.name, ...(Object.keys(rest).length > 0 ? { annotations: rest } : {}) },
  };
}

function podSpec(spec: Fields): Fields {
  return {
    ...pick(spec, ['serviceAccountName', 'nodeName', 'hostNetwork']),
    containers: containersOf(spec.containers),
    ...(spec.initContainers === undefined ? {} : { initContainers: containersOf(spec.initContainers) }),
  };
}

function podStatus(status: Fields): Fields {
  return {
    ...pick(status, ['phase', 'reason', 'podIP', 'podIPs', 'startTime']),
    conditions: listOf(status.conditions).map((condition) => pick(fieldsOf(condition), ['type', 'status'])),
    containerStatuses: listOf(status.containerStatuses).map((one) => pick(fieldsOf(one), ['name', 'ready', 'restartCount'])),
  };
}

function keepWorkload(object: KubeObject): KubeObject {
  const spec = fieldsOf(object.spec);
  const template = fieldsOf(spec.template);
  return {
    ...bare(object),
    spec: {
      ...pick(spec, ['replicas', 'selector']),
      template: {
        metadata: pick(fieldsOf(template.metadata), ['labels', 'annotations']),
        spec: { ...pick(fieldsOf(template.spec), ['serviceAccountName']), containers: containersOf(fieldsOf(template.spec).containers) },
      },
    },
    status: pick(fieldsOf(object.status), ['replicas', 'readyReplicas', 'availableReplicas']),
  };
}

function containersOf(containers: unknown): Fields[] {
  return listOf(containers)
    .filter(isFields)
    .map((container) => ({
      ...pick(container, ['name', 'image', 'ports', 'restartPolicy']),
      // istiod's arguments name the cluster domain.
      ...(container.name === 'discovery' ? pick(container, ['args']) : {}),
    }));
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}
