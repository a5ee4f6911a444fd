import { selectsLabels } from '@pidalio/istio';
import type { Cluster as RouteCluster } from '@pidalio/routing';
import type { ServiceView } from './configuration.ts';
import type { Pod } from './pod.ts';
import type { ServiceName } from './request-metrics.ts';

/** Pods and Services as the cluster has them now; every answer is remembered until they change. */
export class Cluster {
  readonly #pods = new Map<string, Pod>();
  readonly #services: readonly ServiceView[];
  readonly #endpoints = new Map<string, readonly Pod[]>();
  readonly #serviceOf = new Map<string, ServiceName | undefined>();

  constructor(pods: readonly Pod[], services: readonly ServiceView[]) {
    for (const pod of pods) this.#pods.set(pod.uid, pod);
    this.#services = services;
  }

  pods(): Iterable<Pod> {
    return this.#pods.values();
  }

  pod(uid: string): Pod | undefined {
    return this.#pods.get(uid);
  }

  /** Ready pods; nothing is selected by no labels, as a Service without a selector has no pods of its own. */
  endpoints(namespace: string, labels: Readonly<Record<string, string>>): readonly Pod[] {
    let key = namespace;
    for (const name in labels) key += `\n${name}=${labels[name]}`;
    let found = this.#endpoints.get(key);
    if (!found) {
      const none = key === namespace;
      found = none
        ? []
        : [...this.#pods.values()].filter((pod) => pod.ready && pod.namespace === namespace && selectsLabels(labels, pod.labels));
      this.#endpoints.set(key, found);
    }
    return found;
  }

  /** `name`, `name.namespace` and longer forms, as the resolver of a pod in `callerNamespace` finds them. */
  endpointsOfHost(host: string, callerNamespace: string): readonly Pod[] {
    const [name, namespace = callerNamespace] = host.split('.');
    const service = this.#services.find((candidate) => candidate.name === name && candidate.namespace === namespace);
    return service ? this.endpoints(service.namespace, service.selector) : [];
  }

  /** The Service says where its pods listen; a port that it does not map is the same on both. */
  targetPort({ service, port }: RouteCluster): number {
    const view = service && this.#services.find(({ name, namespace }) => name === service.name && namespace === service.namespace);
    return view?.targetPorts.get(port) ?? port;
  }

  /** The first Service by name that selects the pod. */
  serviceOf(pod: Pod): ServiceName | undefined {
    if (!this.#serviceOf.has(pod.uid)) this.#serviceOf.set(pod.uid, this.#findService(pod));
    return this.#serviceOf.get(pod.uid);
  }

  #findService(pod: Pod): ServiceName | undefined {
    const selecting = this.#services.filter(
      ({ namespace, selector }) => namespace === pod.namespace && Object.keys(selector).length > 0 && selectsLabels(selector, pod.labels),
    );
    const [first] = selecting.sort((a, b) => (a.name < b.name ? -1 : 1));
    return first && { host: `${first.name}.${first.namespace}.svc.cluster.local`, name: first.name, namespace: first.namespace };
  }
}
