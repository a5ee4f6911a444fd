import type { KubeObject } from '@pidalio/istio';

const GROUP = 'rbac.authorization.k8s.io';

/** People whose tokens the kubeconfig holds, and the cluster role that each has everywhere. */
export const ACCOUNTS = [
  { name: 'admin', user: 'playground-admin', role: 'cluster-admin' },
  { name: 'editor', user: 'playground-editor', role: 'edit' },
  { name: 'viewer', user: 'playground-viewer', role: 'view' },
] as const;

const CONFIGURATION = [
  'extensions.istio.io',
  'gateway.networking.k8s.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
];

/** Bindings of the accounts, and what the roles `view` and `edit` may do with Istio's and the Gateway API's kinds. */
export function access(): KubeObject[] {
  return [
    configurationRole('view', ['get', 'list', 'watch']),
    configurationRole('edit', ['create', 'delete', 'deletecollection', 'patch', 'update']),
    ...ACCOUNTS.map(({ user, role }) => ({
      apiVersion: `${GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: user },
      roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: GROUP, kind: 'User', name: user }],
    })),
  ];
}

function configurationRole(role: 'view' | 'edit', verbs: string[]): KubeObject {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: { name: `mesh-configuration-${role}`, labels: { [`${GROUP}/aggregate-to-${role}`]: 'true' } },
    rules: [{ apiGroups: CONFIGURATION, resources: ['*'], verbs }],
  };
}
