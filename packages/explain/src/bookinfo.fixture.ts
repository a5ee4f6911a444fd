import type { KubeObject } from '@pidalio/istio';
import type { JourneyRequest } from './journey.ts';

const created = '2026-01-01T00:00:00Z';

export function object(kind: string, name: string, spec: unknown, namespace = 'default'): KubeObject {
  return { apiVersion: API_VERSIONS[kind] ?? 'v1', kind, metadata: { name, namespace, creationTimestamp: created }, spec };
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  VirtualService: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  Gateway: 'networking.istio.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  Deployment: 'apps/v1',
};

export function service(name: string, namespace = 'default'): KubeObject {
  return object('Service', name, { selector: { app: name }, ports: [{ name: 'http', port: 9080 }] }, namespace);
}

export function deployment(app: string, version: string, namespace = 'default'): KubeObject {
  const labels = { app, version };
  const spec = { serviceAccountName: `bookinfo-${app}`, containers: [{ name: app, image: `${app}:${version}` }] };
  return object(
    'Deployment',
    `${app}-${version}`,
    { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    namespace,
  );
}

/** Bookinfo's reviews with three subsets: jason gets v2, the rest v1 and v3 at 3 to 1. */
export const bookinfo: readonly KubeObject[] = [
  service('productpage'),
  service('reviews'),
  service('ratings'),
  deployment('productpage', 'v1'),
  deployment('reviews', 'v1'),
  deployment('reviews', 'v2'),
  deployment('reviews', 'v3'),
  deployment('ratings', 'v1'),
  object('DestinationRule', 'reviews', {
    host: 'reviews',
    subsets: ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } })),
  }),
  object('VirtualService', 'reviews', {
    hosts: ['reviews'],
    http: [
      {
        name: 'jason',
        match: [{ headers: { 'end-user': { exact: 'jason' } } }],
        route: [{ destination: { host: 'reviews', subset: 'v2' } }],
      },
      {
        name: 'canary',
        route: [
          { destination: { host: 'reviews', subset: 'v1' }, weight: 75 },
          { destination: { host: 'reviews', subset: 'v3' }, weight: 25 },
        ],
      },
    ],
  }),
];

/** productpage asks for the reviews of a book. */
export const request: JourneyRequest = {
  caller: {
    namespace: 'default',
    name: 'productpage-v1',
    labels: { app: 'productpage' },
    proxy: 'sidecar',
    serviceAccount: 'bookinfo-productpage',
  },
  host: 'reviews',
  port: 9080,
  protocol: 'http',
  method: 'GET',
  path: '/reviews/0',
  headers: {},
};
