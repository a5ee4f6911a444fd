import type { Course, Decision, Cluster as RouteCluster } from '@pidalio/routing';
import type { EventQueue } from './event-queue.ts';
import type { Cancel, Reply, Request } from './exchange.ts';
import type { Knobs } from './knobs.ts';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { Random } from './random.ts';
import type { ServiceName } from './request-metrics.ts';

/** What both ends of a hop may ask of the simulation around them. */
export interface World {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly knobs: Knobs;
  sample(decision: Decision): Course;
  /** Ready pods of a namespace that carry these labels. */
  endpoints(namespace: string, labels: Readonly<Record<string, string>>): readonly Pod[];
  /** Ready pods behind a host as Kubernetes' own DNS and Services resolve it. */
  kubernetesEndpoints(host: string, callerNamespace: string): readonly Pod[];
  /** False once the pod has gone from the cluster. */
  isAlive(pod: Pod): boolean;
  proxyOf(pod: Pod): PodProxy | undefined;
  serviceOf(pod: Pod): ServiceName | undefined;
  /** Where the pods behind a port of a Service listen. */
  targetPort(cluster: RouteCluster): number;
  /** Sends from a pod: through its proxy if it has one. */
  send(from: Pod, request: Request, reply: Reply): Cancel;
}
