import { builtinResources } from './builtin/kinds.ts';
import { createClient } from './client.ts';
import { serveCustomResources } from './crd/serve.ts';
import { Faults } from './faults.ts';
import { createHandler } from './http/handler.ts';
import type { Server } from './http/server.ts';
import { type Authorizer, allowAll, customAuthorizer, rbacAuthorizer } from './rbac/authorizer.ts';
import { bootstrapRoles } from './rbac/bootstrap-roles.ts';
import { escalationCheck } from './rbac/escalation.ts';
import { Registry } from './registry.ts';
import { Store } from './store.ts';
import type { KubeApi, KubeApiOptions, NewObject, ResourceId, UserInfo } from './types.ts';
import type { Caller, Cluster } from './write/context.ts';
import { createObject } from './write/create.ts';
import { decodeObject } from './write/decode.ts';

/** A Kubernetes API server in memory, with the namespaces that every cluster has. */
export function createKubeApi(options: KubeApiOptions = {}): KubeApi {
  const cluster: Cluster = {
    store: new Store(),
    registry: new Registry(),
    environment: { now: options.now ?? Date.now, random: options.random ?? Math.random },
    admission: options.admission ?? [],
    validatingAdmission: [],
  };
  const authorizer = authorizerOf(cluster, options);
  cluster.validatingAdmission = [
    ...(options.rbac ? [escalationCheck(cluster.store, authorizer)] : []),
    ...(options.validatingAdmission ?? []),
  ];
  for (const resource of builtinResources()) cluster.registry.add(resource);
  serveCustomResources(cluster);
  for (const name of ['default', 'kube-system', 'kube-public'])
    create(cluster, namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  if (options.rbac) for (const { resource, object } of bootstrapRoles()) create(cluster, resource, object);
  const server: Server = {
    cluster,
    version: options.version ?? { major: '1', minor: '34', gitVersion: 'v1.34.1' },
    tokens: options.tokens,
    issued: new Map(),
    authorizer,
    podLogs: options.podLogs,
    faults: new Faults(cluster.environment.random, () => cluster.store.compact()),
    open: new Set(),
  };
  return {
    handler: createHandler(server),
    client: createClient(cluster),
    faults: server.faults,
    close: () => {
      for (const end of [...server.open]) end();
    },
  };
}

function authorizerOf({ store }: Cluster, { rbac, authorizer }: KubeApiOptions): Authorizer {
  if (rbac) return rbacAuthorizer(store);
  return authorizer ? customAuthorizer(authorizer) : allowAll;
}

const namespaces: ResourceId = { group: '', version: 'v1', plural: 'namespaces' };
const self: UserInfo = { username: 'system:apiserver', groups: ['system:masters'] };

/** What the API server makes by itself when it starts. */
function create(cluster: Cluster, { group, plural }: ResourceId, object: NewObject): void {
  const resource = cluster.registry.find(group, plural);
  const version = resource?.versions[0];
  if (!resource || !version) throw new Error(`${plural} are built in`);
  const target = { resource, version, namespace: undefined, name: '', subresource: '' };
  const caller: Caller = { user: self, fieldManager: 'kube-apiserver', fieldValidation: 'Strict', dryRun: false, warnings: [] };
  createObject(cluster, target, caller, decodeObject(object, resource, version));
}
