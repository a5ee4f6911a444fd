import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';
import { type AdmissionHook, createKubeApi, type KubeApi, type KubeApiOptions, type ResourceId } from '@pidalio/sim-kube';

/** A Kubernetes API on a port of its own, with the two mesh kinds that the tests need. */
export interface TestKube {
  kubeConfig: KubeConfig;
  client: () => KubeApi['client'];
  /** Sees every request first; true: it has answered itself. */
  intercept: (handler: ((request: IncomingMessage, response: ServerResponse) => boolean) | null) => void;
  /** The process dies: connections break, nobody listens. */
  kill: () => Promise<void>;
  /** A new process on the same port that remembers nothing. */
  revive: () => Promise<void>;
  stop: () => Promise<void>;
}

export const virtualServices: ResourceId = { group: 'networking.istio.io', version: 'v1', plural: 'virtualservices' };
export const destinationRules: ResourceId = { group: 'networking.istio.io', version: 'v1', plural: 'destinationrules' };
export const crds: ResourceId = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
export const configMaps: ResourceId = { group: '', version: 'v1', plural: 'configmaps' };
export const namespaces: ResourceId = { group: '', version: 'v1', plural: 'namespaces' };
export const services: ResourceId = { group: '', version: 'v1', plural: 'services' };

export async function startKube(options: KubeApiOptions & { mesh?: boolean; admission?: AdmissionHook[] } = {}): Promise<TestKube> {
  let api = await createApi(options);
  let intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null;
  const listen = (port: number) =>
    new Promise<Server>((resolve) => {
      const server = createServer((request, response) => {
        if (intercept?.(request, response) !== true) api.handler(request, response);
      });
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  let server: Server | null = await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  async function kill(): Promise<void> {
    const closing = server;
    server = null;
    if (closing === null) return;
    closing.closeAllConnections();
    await new Promise<void>((resolve) => closing.close(() => resolve()));
    api.close();
  }

  return {
    kubeConfig: configFor(`http://127.0.0.1:${port}`),
    client: () => api.client,
    intercept: (handler) => {
      intercept = handler;
    },
    kill,
    async revive() {
      api = await createApi(options);
      server = await listen(port);
    },
    stop: kill,
  };
}

function configFor(server: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name: 'test', server, skipTLSVerify: true }, { name: 'tester' });
  return kubeConfig;
}

async function createApi({ mesh = true, ...options }: KubeApiOptions & { mesh?: boolean }): Promise<KubeApi> {
  const api = createKubeApi(options);
  for (const name of ['istio-system', 'pidalio']) {
    await api.client.create(namespaces, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  if (mesh)
    for (const [kind, plural] of [
      ['VirtualService', 'virtualservices'],
      ['DestinationRule', 'destinationrules'],
    ] as const)
      await api.client.create(crds, undefined, crd(kind, plural));
  return api;
}

export function crd(kind: string, plural: string) {
  const weight = { type: 'integer', minimum: 0, maximum: 100 };
  const route = { type: 'array', items: { type: 'object', properties: { weight }, 'x-kubernetes-preserve-unknown-fields': true } };
  const rule = { type: 'object', properties: { route }, 'x-kubernetes-preserve-unknown-fields': true };
  const spec = { type: 'object', properties: { http: { type: 'array', items: rule } }, 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.networking.istio.io` },
    spec: {
      group: 'networking.istio.io',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } }],
    },
  };
}

/** Waits for the fact itself, looked at again and again; there is nothing to hook on to from outside. */
export async function until(fact: () => boolean | Promise<boolean>, what: string, patienceMs = 8000): Promise<void> {
  const endMs = Date.now() + patienceMs;
  while (!(await fact())) {
    if (Date.now() > endMs) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const reviewsRule = (subsets: readonly string[]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'reviews', namespace: 'default' },
  spec: { host: 'reviews', subsets: subsets.map((name) => ({ name, labels: { version: name } })) },
});

export const reviewsRoute = (weights: Readonly<Record<string, number>>, name = 'reviews') => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'default' },
  spec: {
    hosts: ['reviews'],
    http: [
      { name: 'canary', route: Object.entries(weights).map(([subset, weight]) => ({ destination: { host: 'reviews', subset }, weight })) },
    ],
  },
});
