import { builtinResources } from './builtin/kinds.ts';
import { createClient } from './client.ts';
import { serveCustomResources } from './crd/serve.ts';
import { createHandler } from './http/handler.ts';
import type { Server } from './http/server.ts';
import { Registry } from './registry.ts';
import { Store } from './store.ts';
import type { KubeApi, KubeApiOptions } from './types.ts';
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
    validatingAdmission: options.validatingAdmission ?? [],
  };
  for (const resource of builtinResources()) cluster.registry.add(resource);
  serveCustomResources(cluster);
  for (const name of ['default', 'kube-system', 'kube-public']) createNamespace(cluster, name);
  const server: Server = {
    cluster,
    version: options.version ?? { major: '1', minor: '34', gitVersion: 'v1.34.1' },
    tokens: options.tokens,
    authorizer: options.authorizer,
    podLogs: options.podLogs,
    open: new Set(),
  };
  return {
    handler: createHandler(server),
    client: createClient(cluster),
    close: () => {
      for (const end of [...server.open]) end();
    },
  };
}

function createNamespace(cluster: Cluster, name: string): void {
  const resource = cluster.registry.find('', 'namespaces');
  const version = resource?.versions[0];
  if (!resource || !version) throw new Error('namespaces are built in');
  const target = { resource, version, namespace: undefined, name: '', subresource: '' };
  const user = { username: 'system:apiserver', groups: ['system:masters'] };
  const caller: Caller = { user, fieldManager: 'kube-apiserver', fieldValidation: 'Strict', dryRun: false, warnings: [] };
  createObject(cluster, target, caller, decodeObject({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, resource, version));
}
