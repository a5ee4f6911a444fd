import type { KubeObject } from '@pidalio/istio';
import type { AccessLogEntry } from './access-log.ts';
import { BOOKINFO_GATEWAY, BOOKINFO_PODS, BOOKINFO_SERVICES } from './bookinfo-cluster.fixture.ts';
import type { Request } from './exchange.ts';
import { seededRandom } from './random.ts';
import type { Labels } from './sample.ts';
import { SimMesh } from './sim-mesh.ts';

interface Setting {
  objects?: readonly KubeObject[];
  knobs?: Record<string, string>;
  pods?: readonly KubeObject[];
  seed?: number;
}

/** After a change everything that was under way has ended and every proxy has heard of it. */
const SETTLING_MS = 30_000;

/** Bookinfo under its usual load, and what its proxies have counted. */
export class Run {
  readonly mesh: SimMesh;
  #nowMs = 0;
  #knobs: Record<string, string>;
  #counted: ReadonlyMap<string, number> = new Map();

  constructor({ objects = [], knobs = {}, pods = BOOKINFO_PODS, seed = 11 }: Setting = {}) {
    this.mesh = new SimMesh({ random: seededRandom(seed), startMs: 0 });
    this.#knobs = knobs;
    // Until there are pods nobody is asked; by then the load goes by the knobs alone.
    this.mesh.setKnobs(knobs);
    this.seconds(10);
    this.apply(...objects);
    this.mesh.setPods(pods);
  }

  /** The cluster then holds these besides Bookinfo's own objects, and no others. */
  apply(...objects: KubeObject[]): this {
    this.mesh.setConfiguration([...BOOKINFO_SERVICES, ...BOOKINFO_GATEWAY, ...objects]);
    return this;
  }

  turn(knobs: Record<string, string>): this {
    this.#knobs = { ...this.#knobs, ...knobs };
    this.mesh.setKnobs(this.#knobs);
    return this;
  }

  seconds(seconds: number): this {
    this.#nowMs += seconds * 1000;
    this.mesh.runUntil(this.#nowMs);
    return this;
  }

  /** Without load, until nothing is under way. */
  drained(): this {
    this.mesh.setKnobs({ ...this.#knobs, 'pages-per-second': '0', 'legacy-requests-per-second': '0' });
    this.seconds(SETTLING_MS / 1000);
    this.mesh.setKnobs(this.#knobs);
    return this;
  }

  /** From here on requests count from zero. */
  counting(): this {
    this.#counted = new Map([...this.#samples()].map(([key, , value]) => [key, value]));
    return this;
  }

  send(workload: string, request: Pick<Request, 'host' | 'path'> & Partial<Request>): void {
    for (const { pod } of this.mesh.scrapeTargets()) {
      if (pod.workload.name !== workload) continue;
      this.mesh.send(pod, { port: 9080, method: 'GET', headers: {}, bytes: 100, ...request }, () => {});
    }
  }

  requests(labels: Labels): number {
    return this.#sum('istio_requests_total', labels);
  }

  /** As the proxy of one pod has counted. */
  requestsOfPod(name: string, labels: Labels): number {
    return this.#sum('istio_requests_total', labels, name);
  }

  meanMs(labels: Labels): number {
    const name = 'istio_request_duration_milliseconds';
    return this.#sum(`${name}_sum`, labels) / this.#sum(`${name}_count`, labels);
  }

  /** Of the first pod of the workload; with a cluster, the last line about it. */
  lastLog(workload: string, cluster?: string): AccessLogEntry | undefined {
    for (const { pod } of this.mesh.scrapeTargets()) {
      const entries = this.mesh.proxy(pod.uid)?.accessLog.after(0) ?? [];
      if (pod.workload.name === workload)
        return entries.findLast(({ upstreamCluster }) => cluster === undefined || upstreamCluster === cluster);
    }
    return undefined;
  }

  #sum(name: string, labels: Labels, podName?: string): number {
    let total = 0;
    for (const [key, own, value] of this.#samples(podName)) {
      const isMeant = own.__name__ === name && Object.entries(labels).every(([label, wanted]) => (own[label] ?? '') === wanted);
      if (isMeant) total += value - (this.#counted.get(key) ?? 0);
    }
    return total;
  }

  *#samples(podName?: string): Iterable<[key: string, labels: Labels, value: number]> {
    for (const { pod, samples } of this.mesh.scrapeTargets()) {
      if (podName !== undefined && pod.name !== podName) continue;
      for (const [index, { labels, value }] of samples.entries()) yield [`${pod.uid}/${index}`, labels, value];
    }
  }
}

export function policy(
  kind: 'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication',
  name: string,
  spec: object,
): KubeObject {
  return { apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace: 'default' }, spec };
}

export function virtualService(host: string, http: unknown[]): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: host, namespace: 'default' },
    spec: { hosts: [host], http },
  };
}

export function destinationRule(host: string, spec: object): KubeObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: host, namespace: 'default' },
    spec: { host, ...spec },
  };
}

/** A destination of a route. */
export function to(host: string, subset?: string, weight?: number) {
  return { destination: { host, ...(subset ? { subset } : {}) }, ...(weight === undefined ? {} : { weight }) };
}
