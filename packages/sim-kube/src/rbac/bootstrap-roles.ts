import type { JsonObject, NewObject, ResourceId } from '../types.ts';

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

export const clusterRoles: ResourceId = { group, version: 'v1', plural: 'clusterroles' };
export const clusterRoleBindings: ResourceId = { group, version: 'v1', plural: 'clusterrolebindings' };

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

const viewed = [
  rule(
    read,
    [''],
    ['configmaps', 'endpoints', 'events', 'pods', 'pods/log', 'pods/status', 'serviceaccounts', 'services', 'services/status'],
  ),
  rule(read, [''], ['namespaces', 'namespaces/status']),
  rule(read, ['apps'], ['controllerrevisions', ...scalable('deployments'), ...scalable('replicasets')]),
  rule(read, ['discovery.k8s.io'], ['endpointslices']),
  rule(read, ['coordination.k8s.io'], ['leases']),
];
const edited = [
  rule(read, [''], ['secrets']),
  rule(['impersonate'], [''], ['serviceaccounts']),
  rule(['create'], [''], ['pods/eviction', 'serviceaccounts/token']),
  rule(write, [''], ['configmaps', 'endpoints', 'events', 'pods', 'secrets', 'serviceaccounts', 'services']),
  rule(write, ['apps'], ['deployments', 'deployments/rollback', 'deployments/scale', 'replicasets', 'replicasets/scale']),
  rule(['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'], ['coordination.k8s.io'], ['leases']),
];
const administered = [
  rule(['create'], ['authorization.k8s.io'], ['localsubjectaccessreviews']),
  rule([...read, ...write], [group], ['rolebindings', 'roles']),
];

/**
 * The roles and bindings that an API server with RBAC makes when it starts (kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy),
 * as far as they speak of kinds served here.
 */
export function bootstrapRoles(): { resource: ResourceId; object: NewObject }[] {
  const roles = [
    clusterRole('cluster-admin', [rule(['*'], ['*'], ['*']), { nonResourceURLs: ['*'], verbs: ['*'] }]),
    clusterRole('system:discovery', [
      {
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ]),
    clusterRole('system:public-info-viewer', [
      { nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] },
    ]),
    clusterRole('system:basic-user', [
      rule(['create'], ['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']),
      rule(['create'], ['authentication.k8s.io'], ['selfsubjectreviews']),
    ]),
    clusterRole('system:auth-delegator', [
      rule(['create'], ['authentication.k8s.io'], ['tokenreviews']),
      rule(['create'], ['authorization.k8s.io'], ['subjectaccessreviews']),
    ]),
    clusterRole('system:aggregate-to-view', viewed, { labels: aggregatedTo('view') }),
    clusterRole('system:aggregate-to-edit', edited, { labels: aggregatedTo('edit') }),
    clusterRole('system:aggregate-to-admin', administered, { labels: aggregatedTo('admin') }),
    clusterRole('view', viewed, { labels: aggregatedTo('edit'), from: 'view' }),
    clusterRole('edit', [...edited, ...viewed], { labels: aggregatedTo('admin'), from: 'edit' }),
    clusterRole('admin', [...administered, ...edited, ...viewed], { from: 'admin' }),
  ];
  const bindings = [
    clusterRoleBinding('cluster-admin', ['system:masters']),
    clusterRoleBinding('system:discovery', ['system:authenticated']),
    clusterRoleBinding('system:basic-user', ['system:authenticated']),
    clusterRoleBinding('system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']),
  ];
  return [
    ...roles.map((object) => ({ resource: clusterRoles, object })),
    ...bindings.map((object) => ({ resource: clusterRoleBindings, object })),
  ];
}

function rule(verbs: string[], apiGroups: string[], resources: string[]): JsonObject {
  return { apiGroups, resources, verbs };
}

function scalable(plural: string): string[] {
  return [plural, `${plural}/scale`, `${plural}/status`];
}

function aggregatedTo(role: string): Record<string, string> {
  return { [`${group}/aggregate-to-${role}`]: 'true' };
}

function clusterRole(
  name: string,
  rules: JsonObject[],
  { labels = {}, from }: { labels?: Record<string, string>; from?: string } = {},
): NewObject {
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: metadata(name, labels),
    rules,
    ...(from ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregatedTo(from) }] } } : {}),
  };
}

function clusterRoleBinding(name: string, groups: string[]): NewObject {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: metadata(name, {}),
    roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    subjects: groups.map((subject) => ({ apiGroup: group, kind: 'Group', name: subject })),
  };
}

function metadata(name: string, labels: Record<string, string>) {
  return {
    name,
    labels: { ...labels, 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    annotations: { [`${group}/autoupdate`]: 'true' },
  };
}
