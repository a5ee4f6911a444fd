import type { KubeObject } from '@pidalio/istio';
import { parseAllDocuments } from 'yaml';
import type { ClusterView } from './cluster-view.ts';

/** A cluster that stands still: its objects as they are given. */
export function clusterOf(objects: readonly KubeObject[]): ClusterView {
  return {
    objects: (kind) => objects.filter((object) => isNamed(kind, object)),
    version: () => 1,
    state: () => ({ source: 'kubernetes', state: 'ok', dataMs: 0, sinceMs: 0, nextTryMs: null, message: null }),
    meshConfig: () => ({
      trustDomain: 'cluster.local',
      clusterDomain: 'cluster.local',
      rootNamespace: 'istio-system',
    }),
    istioVersion: () => '1.28.2',
  };
}

/** `Gateway` alone is Istio's. */
function isNamed(kind: string, object: KubeObject): boolean {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  return kind.includes('/') ? kind === `${group}/${object.kind}` : kind === object.kind && group !== 'gateway.networking.k8s.io';
}

export function objectsOf(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml).map((document) => {
    const object: KubeObject = document.toJS();
    return { ...object, metadata: { creationTimestamp: '2026-01-01T00:00:00Z', namespace: 'default', ...object.metadata } };
  });
}

function pod(name: string, labels: Record<string, string>, namespace = 'default', containers = ['app', 'istio-proxy']): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-5d4f-x`,
      namespace,
      labels: { ...labels, 'pod-template-hash': '5d4f' },
      ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-5d4f`, controller: true }],
    },
    spec: { containers: containers.map((container) => ({ name: container })) },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function service(name: string): KubeObject {
  const spec = { selector: { app: name }, ports: [{ name: 'http', port: 9080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec };
}

/** Bookinfo with its gateway, and whatever else is given. */
export function bookinfo(yaml = ''): KubeObject[] {
  const versions = ['productpage-v1', 'details-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3', 'ratings-v1'];
  return [
    ...['default', 'istio-system', 'legacy'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...versions.map((name) => pod(name, { app: name.slice(0, -3), version: name.slice(-2) })),
    pod('istio-ingressgateway', { istio: 'ingressgateway', app: 'istio-ingressgateway' }, 'istio-system', ['istio-proxy']),
    pod('legacy-batch', { app: 'legacy-batch' }, 'legacy', ['app']),
    ...['productpage', 'details', 'reviews', 'ratings'].map(service),
    ...objectsOf(ingress),
    ...(yaml === '' ? [] : objectsOf(yaml)),
  ];
}

const ingress = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: bookinfo-gateway}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: bookinfo}
spec:
  hosts: ["*"]
  gateways: [bookinfo-gateway]
  http:
  - name: productpage
    match: [{uri: {exact: /productpage}}, {uri: {prefix: /static}}]
    route: [{destination: {host: productpage, port: {number: 9080}}}]
`;

export const subsets = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}, {name: v3, labels: {version: v3}}]
`;

export const canary = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - name: jason
    match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: reviews, subset: v3}}]
  - name: canary
    route:
    - {destination: {host: reviews, subset: v1}, weight: 90}
    - {destination: {host: reviews, subset: v2}, weight: 10}
`;
