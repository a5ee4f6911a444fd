import type { KubeObject } from '@pidalio/istio';
import { istioSystem } from './istio-system.ts';
import { configMap, deployment, namespace, service, serviceAccount } from './objects.ts';

const SAMPLE_TAG = '1.20.3';
const HTTP_PORT = 9080;

const WORKLOADS = [
  { app: 'details', version: 'v1' },
  { app: 'productpage', version: 'v1' },
  { app: 'ratings', version: 'v1' },
  { app: 'reviews', version: 'v1' },
  { app: 'reviews', version: 'v2' },
  { app: 'reviews', version: 'v3' },
] as const;

const CLUSTER_IPS = { details: '10.96.20.11', productpage: '10.96.20.12', ratings: '10.96.20.13', reviews: '10.96.20.14' } as const;

/** Istio's Bookinfo sample in `default`, and a batch job without a proxy in `legacy`. No DestinationRule: subsets come with the first canary. */
export function bookinfo(): KubeObject[] {
  return [
    namespace('kube-system'),
    namespace('default', { 'istio-injection': 'enabled' }),
    namespace('legacy'),
    namespace('pidalio'),
    namespace('pidalio-playground'),
    ...istioSystem(),
    ...Object.keys(CLUSTER_IPS).map((app) => serviceAccount('default', `bookinfo-${app}`, { account: app })),
    ...Object.entries(CLUSTER_IPS).map(([app, clusterIP]) =>
      service({
        namespace: 'default',
        name: app,
        labels: { app, service: app },
        selector: { app },
        clusterIP,
        ports: [{ name: 'http', port: HTTP_PORT, targetPort: HTTP_PORT }],
      }),
    ),
    ...WORKLOADS.map(bookinfoDeployment),
    gateway(),
    virtualService(),
    legacyBatch(),
    configMap('pidalio-playground', 'playground', {
      'pages-per-second': '40',
      'jason-percent': '5',
      'other-users-percent': '10',
      'other-paths-percent': '8',
      'legacy-requests-per-second': '2',
    }),
  ];
}

function bookinfoDeployment({ app, version }: (typeof WORKLOADS)[number]): KubeObject {
  return deployment({
    namespace: 'default',
    name: `${app}-${version}`,
    labels: { app, version },
    serviceAccountName: `bookinfo-${app}`,
    container: {
      name: app,
      image: `docker.io/istio/examples-bookinfo-${app}-${version}:${SAMPLE_TAG}`,
      ports: [{ containerPort: HTTP_PORT, protocol: 'TCP' }],
    },
  });
}

/** samples/bookinfo/networking/bookinfo-gateway.yaml */
function gateway(): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'bookinfo-gateway', namespace: 'default' },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  };
}

function virtualService(): KubeObject {
  const match = [
    { uri: { exact: '/productpage' } },
    { uri: { prefix: '/static' } },
    { uri: { exact: '/login' } },
    { uri: { exact: '/logout' } },
    { uri: { prefix: '/api/v1/products' } },
  ];
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'bookinfo', namespace: 'default' },
    spec: {
      hosts: ['*'],
      gateways: ['bookinfo-gateway'],
      http: [{ match, route: [{ destination: { host: 'productpage', port: { number: HTTP_PORT } } }] }],
    },
  };
}

function legacyBatch(): KubeObject {
  return deployment({
    namespace: 'legacy',
    name: 'legacy-batch',
    labels: { app: 'legacy-batch' },
    serviceAccountName: 'default',
    container: {
      name: 'batch',
      image: 'docker.io/curlimages/curl:8.14.1',
      command: ['sh', '-c', 'while true; do curl -s http://reviews.default.svc.cluster.local:9080/reviews/0; sleep 0.5; done'],
    },
  });
}
