import type { KubeObject } from '@pidalio/istio';

/** Pods and Services of Bookinfo as a cluster with injected proxies holds them. */
export const BOOKINFO_PODS: readonly KubeObject[] = [
  pod('istio-system', 'istio-ingressgateway', '', 'docker.io/istio/proxyv2:1.28.2', 'gateway'),
  pod('default', 'productpage', 'v1', 'docker.io/istio/examples-bookinfo-productpage-v1:1.20.3', 'sidecar'),
  pod('default', 'details', 'v1', 'docker.io/istio/examples-bookinfo-details-v1:1.20.3', 'sidecar'),
  pod('default', 'reviews', 'v1', 'docker.io/istio/examples-bookinfo-reviews-v1:1.20.3', 'sidecar'),
  pod('default', 'reviews', 'v2', 'docker.io/istio/examples-bookinfo-reviews-v2:1.20.3', 'sidecar'),
  pod('default', 'reviews', 'v3', 'docker.io/istio/examples-bookinfo-reviews-v3:1.20.3', 'sidecar'),
  pod('default', 'ratings', 'v1', 'docker.io/istio/examples-bookinfo-ratings-v1:1.20.3', 'sidecar'),
  pod('legacy', 'legacy-batch', '', 'docker.io/curlimages/curl:8.14.1', 'none'),
];

export const BOOKINFO_SERVICES: readonly KubeObject[] = ['productpage', 'details', 'reviews', 'ratings'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 9080, targetPort: 9080 }] },
}));

/** `instance` tells the pods of one workload apart. */
export function pod(
  namespace: string,
  app: string,
  version: string,
  image: string,
  proxy: 'gateway' | 'sidecar' | 'none',
  instance = 'x',
): KubeObject {
  const name = version ? `${app}-${version}` : app;
  const meshLabels: Record<string, string> = proxy === 'none' ? {} : { 'security.istio.io/tlsMode': 'istio' };
  const proxyContainer = {
    name: 'istio-proxy',
    image: 'docker.io/istio/proxyv2:1.28.2',
    args: ['proxy', proxy === 'gateway' ? 'router' : 'sidecar'],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-7d4c5-${instance}`,
      namespace,
      uid: `uid-${name}-${instance}`,
      labels: {
        app,
        ...(version ? { version } : {}),
        'pod-template-hash': '7d4c5',
        ...(proxy === 'gateway' ? { istio: 'ingressgateway' } : {}),
        ...meshLabels,
      },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-7d4c5`, uid: `rs-${name}`, controller: true }],
    },
    spec: {
      serviceAccountName: `bookinfo-${app}`,
      containers: [...(proxy === 'gateway' ? [] : [{ name: app, image }]), ...(proxy === 'none' ? [] : [proxyContainer])],
    },
    status: { phase: 'Running', podIP: `10.244.0.${10 + name.length}`, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** The sample's Gateway and VirtualService. */
export const BOOKINFO_GATEWAY: readonly KubeObject[] = [
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'bookinfo-gateway', namespace: 'default' },
    spec: { selector: { istio: 'ingressgateway' }, servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'bookinfo', namespace: 'default' },
    spec: {
      hosts: ['*'],
      gateways: ['bookinfo-gateway'],
      http: [{ route: [{ destination: { host: 'productpage', port: { number: 9080 } } }] }],
    },
  },
];
