import { labelNameErrors, pathSegmentErrors, serviceNameErrors, subdomainErrors } from '../names.ts';
import type { Resource, ResourceVersion, Strategy } from '../resource.ts';
import { builtinColumns } from './columns.ts';
import { builtinSchema } from './schemas.ts';
import { selectableFields } from './selectable.ts';
import { builtinStrategies } from './strategies.ts';

interface KindRow {
  group: string;
  version: string;
  plural: string;
  kind: string;
  schema?: string;
  singular?: string;
  cluster?: true;
  short?: string[];
  categories?: string[];
  subresources?: ResourceVersion['subresources'];
  names?: (name: string) => string[];
}

const scale = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', names: pathSegmentErrors };
const core = { group: '', version: 'v1' };

const rows: KindRow[] = [
  {
    ...core,
    plural: 'namespaces',
    kind: 'Namespace',
    cluster: true,
    short: ['ns'],
    subresources: { status: true, others: ['finalize'] },
    names: labelNameErrors,
  },
  {
    ...core,
    plural: 'pods',
    kind: 'Pod',
    short: ['po'],
    categories: ['all'],
    subresources: { status: true, log: true, others: ['eviction'] },
  },
  {
    ...core,
    plural: 'services',
    kind: 'Service',
    short: ['svc'],
    categories: ['all'],
    subresources: { status: true },
    names: serviceNameErrors,
  },
  { ...core, plural: 'endpoints', kind: 'Endpoints', singular: 'endpoints', short: ['ep'] },
  { ...core, plural: 'configmaps', kind: 'ConfigMap', short: ['cm'] },
  { ...core, plural: 'secrets', kind: 'Secret' },
  { ...core, plural: 'serviceaccounts', kind: 'ServiceAccount', short: ['sa'], subresources: { others: ['token'] } },
  { ...core, plural: 'events', kind: 'Event', schema: 'CoreV1Event', short: ['ev'] },
  { ...core, plural: 'nodes', kind: 'Node', cluster: true, short: ['no'], subresources: { status: true } },
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    short: ['deploy'],
    categories: ['all'],
    subresources: { status: true, scale },
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'replicasets',
    kind: 'ReplicaSet',
    short: ['rs'],
    categories: ['all'],
    subresources: { status: true, scale },
  },
  { group: 'apps', version: 'v1', plural: 'controllerrevisions', kind: 'ControllerRevision' },
  { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', kind: 'EndpointSlice' },
  { group: 'events.k8s.io', version: 'v1', plural: 'events', kind: 'Event', schema: 'EventsV1Event', short: ['ev'] },
  { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease' },
  { ...rbac, plural: 'roles', kind: 'Role' },
  { ...rbac, plural: 'rolebindings', kind: 'RoleBinding' },
  { ...rbac, plural: 'clusterroles', kind: 'ClusterRole', cluster: true },
  { ...rbac, plural: 'clusterrolebindings', kind: 'ClusterRoleBinding', cluster: true },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    cluster: true,
    short: ['crd', 'crds'],
    categories: ['api-extensions'],
    subresources: { status: true },
  },
];

export const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export function builtinResources(): Resource[] {
  return rows.map(toResource);
}

function toResource(row: KindRow): Resource {
  const subresources = row.subresources ?? {};
  return {
    group: row.group,
    plural: row.plural,
    singular: row.singular ?? row.kind.toLowerCase(),
    kind: row.kind,
    listKind: `${row.kind}List`,
    namespaced: row.cluster !== true,
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    storageVersion: row.version,
    custom: false,
    verbs: allVerbs,
    strategy: toStrategy(row),
    versions: [
      {
        name: row.version,
        schema: builtinSchema(row.schema ?? row.kind),
        columns: builtinColumns(row.kind),
        subresources,
        selectableFields: selectableFields(row.kind),
      },
    ],
  };
}

function toStrategy(row: KindRow): Strategy {
  const hasStatus = row.subresources?.status === true;
  return {
    nameErrors: row.names ?? subdomainErrors,
    // Go's empty struct has these, so nobody comes to own them as a whole (see trackUpdate).
    emptyObject: { metadata: {}, ...(hasStatus ? { spec: {}, status: {} } : {}) },
    allowsUnconditionalUpdate: row.kind !== 'CustomResourceDefinition' && row.kind !== 'Lease',
    allowsCreateOnUpdate: ['Endpoints', 'Event', 'Lease', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].includes(row.kind),
    countsGenerations: ['Deployment', 'ReplicaSet', 'CustomResourceDefinition', 'Pod', 'EndpointSlice'].includes(row.kind),
    ...builtinStrategies[row.kind],
  };
}
