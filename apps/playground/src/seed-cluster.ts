import { fieldsOf, type KubeObject, textOf } from '@pidalio/istio';
import { type KubeClient, KubeStatusError, type ResourceId } from '@pidalio/sim-kube';
import { records } from './admission/fields.ts';

const FIELD_MANAGER = 'pidalio-playground';

export const PODS: ResourceId = { group: '', version: 'v1', plural: 'pods' };
export const SERVICES: ResourceId = { group: '', version: 'v1', plural: 'services' };
export const NAMESPACES: ResourceId = { group: '', version: 'v1', plural: 'namespaces' };
export const CONFIG_MAPS: ResourceId = { group: '', version: 'v1', plural: 'configmaps' };
export const DEPLOYMENTS: ResourceId = { group: 'apps', version: 'v1', plural: 'deployments' };

const BUILT_IN: Readonly<Record<string, ResourceId>> = {
  Namespace: NAMESPACES,
  Service: SERVICES,
  ServiceAccount: { group: '', version: 'v1', plural: 'serviceaccounts' },
  ConfigMap: CONFIG_MAPS,
  Deployment: DEPLOYMENTS,
  ClusterRole: { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles' },
  ClusterRoleBinding: { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterrolebindings' },
  CustomResourceDefinition: { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' },
};

/** Creates the objects in order through the API, as a person with kubectl would. */
export async function seedCluster(client: KubeClient, crds: readonly KubeObject[], objects: readonly KubeObject[]): Promise<void> {
  const custom = new Map(crds.map((crd) => [groupKindOf(crd), customResource(crd)]));
  for (const object of [...crds, ...objects]) {
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
    const known = BUILT_IN[object.kind];
    const resource = known?.group === group ? known : custom.get(`${group}/${object.kind}`);
    if (!resource) throw new Error(`the scenario has an object of unknown kind ${object.apiVersion} ${object.kind}`);
    await createOrReplace(client, resource, object);
  }
}

const NEWEST_FIRST = ['v1', 'v1beta1', 'v1alpha3', 'v1alpha2', 'v1alpha1'];

/** The resource a CRD defines, in its most stable served version. */
export function customResource(crd: KubeObject): ResourceId {
  const spec = fieldsOf(crd.spec);
  const served = records(spec.versions).flatMap(({ name, served }) => (served === true ? (textOf(name) ?? []) : []));
  const version = NEWEST_FIRST.find((name) => served.includes(name)) ?? served[0] ?? '';
  return { group: textOf(spec.group) ?? '', version, plural: textOf(fieldsOf(spec.names).plural) ?? '' };
}

/** Kinds alone are not enough: Istio and the Gateway API both have a Gateway. */
function groupKindOf(crd: KubeObject): string {
  const spec = fieldsOf(crd.spec);
  return `${textOf(spec.group) ?? ''}/${textOf(fieldsOf(spec.names).kind) ?? ''}`;
}

/** A cluster is born with some namespaces of its own. */
async function createOrReplace(client: KubeClient, resource: ResourceId, object: KubeObject): Promise<void> {
  const { namespace, name } = object.metadata;
  const options = { fieldManager: FIELD_MANAGER };
  try {
    await client.create(resource, namespace, object, options);
  } catch (error) {
    if (!(error instanceof KubeStatusError) || error.status.reason !== 'AlreadyExists') throw error;
    const { labels } = object.metadata;
    await client.patch(resource, namespace, name, { metadata: { labels } }, { ...options, type: 'merge' });
  }
}
