import type { KubeObject } from '@pidalio/istio';

/** Builders for the handful of Kubernetes kinds that scenarios are made of. */

export function namespace(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function serviceAccount(namespace: string, name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } };
}

export function configMap(namespace: string, name: string, data: Record<string, string>, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels }, data };
}

export interface ServicePort {
  name: string;
  port: number;
  targetPort: number;
}

export interface ServiceOptions {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  selector: Record<string, string>;
  ports: readonly ServicePort[];
  type?: 'ClusterIP' | 'LoadBalancer';
  clusterIP: string;
}

export function service({ namespace, name, labels, selector, ports, type = 'ClusterIP', clusterIP }: ServiceOptions): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { type, clusterIP, clusterIPs: [clusterIP], selector, ports: ports.map((port) => ({ protocol: 'TCP', ...port })) },
  };
}

export interface DeploymentOptions {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  podAnnotations?: Record<string, string>;
  serviceAccountName: string;
  container: Record<string, unknown> & { name: string; image: string };
}

/** One replica; the pods carry the Deployment's labels. */
export function deployment({ namespace, name, labels, podAnnotations, serviceAccountName, container }: DeploymentOptions): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, ...(podAnnotations ? { annotations: podAnnotations } : {}) },
        spec: { serviceAccountName, containers: [{ imagePullPolicy: 'IfNotPresent', ...container }] },
      },
    },
  };
}
