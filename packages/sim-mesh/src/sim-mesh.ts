import type { CatalogOptions, KubeObject } from '@pidalio/istio';
import { type Course, type Decision, type Cluster as RouteCluster, sample } from '@pidalio/routing';
import { sendThroughProxy } from './client-side.ts';
import { Cluster } from './cluster.ts';
import { buildConfiguration, type Configuration } from './configuration.ts';
import type { Delivery } from './delivery.ts';
import { EventQueue } from './event-queue.ts';
import type { Cancel, Reply, Request } from './exchange.ts';
import { type Knobs, parseKnobs } from './knobs.ts';
import { drawHopMs } from './latency.ts';
import { startLoad } from './load.ts';
import { type Pod, parsePod } from './pod.ts';
import { PodProxy } from './pod-proxy.ts';
import type { Random } from './random.ts';
import type { ServiceName } from './request-metrics.ts';
import type { Sample } from './sample.ts';
import { deliver } from './server-side.ts';
import type { World } from './world.ts';

export interface SimMeshOptions {
  random: Random;
  startMs: number;
  rootNamespace?: string;
  trustDomain?: string;
}

/** Proxies hear of a change within this time, each at its own. */
const CONFIGURATION_DELAY_MS = { min: 100, max: 1700 } as const;

/** A mesh without machines: pods, their proxies and the people in front of them, on simulated time. */
export class SimMesh implements World {
  readonly queue: EventQueue;
  readonly random: Random;
  knobs: Knobs = parseKnobs({});
  readonly #rootNamespace: string;
  readonly #trustDomain: string;
  readonly #proxies = new Map<string, PodProxy>();
  #configuration: Configuration;
  #cluster = new Cluster([], []);

  constructor(options: SimMeshOptions) {
    this.queue = new EventQueue(options.startMs);
    this.random = options.random;
    this.#rootNamespace = options.rootNamespace ?? 'istio-system';
    this.#trustDomain = options.trustDomain ?? 'cluster.local';
    this.#configuration = this.#build([], {});
    startLoad(this, {
      gateways: () => this.endpoints(this.#rootNamespace, { istio: 'ingressgateway' }),
      batchPods: () => this.endpoints('legacy', { app: 'legacy-batch' }),
    });
  }

  /**
   * What istiod tells proxies: Services, Istio's and the Gateway API's kinds, namespaces, and what MeshConfig says. Reaches each proxy after
   * its own delay. Root namespace and trust domain stay what they were at the start, as certificates do.
   */
  setConfiguration(objects: readonly KubeObject[], meshConfig: Partial<CatalogOptions> = {}): void {
    this.#configuration = this.#build(objects, meshConfig);
    this.#cluster = new Cluster([...this.#cluster.pods()], this.#configuration.services);
    for (const proxy of this.#proxies.values()) proxy.offer(this.#configuration, this.queue.nowMs);
  }

  /** Pods take effect at once; a new pod's proxy starts with the configuration of the moment. */
  setPods(objects: readonly KubeObject[]): void {
    const pods = objects.flatMap((object) => parsePod(object, this.#trustDomain) ?? []);
    this.#cluster = new Cluster(pods, this.#configuration.services);
    for (const uid of this.#proxies.keys()) if (!this.#cluster.pod(uid)) this.#proxies.delete(uid);
    for (const pod of pods) this.#keepProxy(pod);
  }

  setKnobs(data: Readonly<Record<string, string>>): void {
    this.knobs = parseKnobs(data);
  }

  /** Lets simulated time pass. */
  runUntil(ms: number): void {
    this.queue.runUntil(ms);
  }

  /** Series of each pod's proxy, as a scrape of that pod would find them. */
  *scrapeTargets(): Iterable<{ pod: Pod; samples: readonly Sample[] }> {
    for (const proxy of this.#proxies.values()) yield { pod: proxy.pod, samples: proxy.metrics.samples };
  }

  /** The proxy of a pod by the pod's uid, for its log. */
  proxy(uid: string): PodProxy | undefined {
    return this.#proxies.get(uid);
  }

  sample(decision: Decision): Course {
    return sample(decision, this.random);
  }

  endpoints(namespace: string, labels: Readonly<Record<string, string>>): readonly Pod[] {
    return this.#cluster.endpoints(namespace, labels);
  }

  kubernetesEndpoints(host: string, callerNamespace: string): readonly Pod[] {
    return this.#cluster.endpointsOfHost(host, callerNamespace);
  }

  isAlive(pod: Pod): boolean {
    return this.#cluster.pod(pod.uid) !== undefined;
  }

  proxyOf(pod: Pod): PodProxy | undefined {
    return this.#proxies.get(pod.uid);
  }

  serviceOf(pod: Pod): ServiceName | undefined {
    return this.#cluster.serviceOf(pod);
  }

  targetPort(cluster: RouteCluster): number {
    return this.#cluster.targetPort(cluster);
  }

  send(from: Pod, request: Request, reply: Reply): Cancel {
    const proxy = this.#proxies.get(from.uid);
    if (proxy) return sendThroughProxy(this, proxy, request, reply);
    return this.#sendPlain(from, request, reply);
  }

  /** Without a proxy Kubernetes picks an endpoint, nothing is tried again and nobody counts on this side. */
  #sendPlain(from: Pod, request: Request, reply: Reply): Cancel {
    const endpoints = this.kubernetesEndpoints(request.host, from.namespace);
    const endpoint = endpoints[Math.floor(this.random() * endpoints.length)];
    if (!endpoint) {
      reply({ status: 503, bytes: 0, broken: 'connect-failure' });
      return () => {};
    }
    let cancel: Cancel = () => {};
    this.queue.after(drawHopMs(this.random), () => {
      const authority = `${request.host}:${request.port}`;
      const delivery: Delivery = { request, authority, port: request.port, caller: undefined, callerIp: from.ip, tls: 'none' };
      cancel = deliver(this, endpoint, delivery, (response) => this.queue.after(drawHopMs(this.random), () => reply(response)));
    });
    return () => cancel();
  }

  #build(objects: readonly KubeObject[], meshConfig: Partial<CatalogOptions>): Configuration {
    return buildConfiguration(objects, { ...meshConfig, rootNamespace: this.#rootNamespace, trustDomain: this.#trustDomain });
  }

  #keepProxy(pod: Pod): void {
    if (pod.proxy === 'none') return;
    const known = this.#proxies.get(pod.uid);
    if (known) known.replacePod(pod);
    else {
      const { min, max } = CONFIGURATION_DELAY_MS;
      this.#proxies.set(pod.uid, new PodProxy(pod, this.#configuration, min + this.random() * (max - min)));
    }
  }
}
