import { Histogram } from './histogram.ts';
import type { Workload } from './pod.ts';
import type { Labels, Sample } from './sample.ts';

/** The service a request was meant for, as the proxy knows it from the cluster's metadata. */
export interface ServiceName {
  host: string;
  name: string;
  namespace: string;
}

/** What one proxy knows at the end of a request. */
export interface RequestFacts {
  reporter: 'source' | 'destination';
  /** Undefined when the peer told nothing: it has no proxy, or was never reached. */
  source: Workload | undefined;
  destination: Workload | undefined;
  service: ServiceName;
  mutualTls: boolean;
  status: number;
  /** Envoy response flags, '-' for none. */
  flags: string;
  durationMs: number;
  requestBytes: number;
  responseBytes: number;
  /** Labels that a Telemetry object adds (or empties) on the counter and on the duration. */
  countTags: Labels;
  durationTags: Labels;
}

const CLUSTER_NAME = 'Kubernetes';

/** Istio's standard request metrics of one proxy (istio.io/docs/reference/config/metrics). */
export class RequestMetrics {
  readonly #series = new Map<string, RequestSeries>();
  readonly #numbers = new Map<string, number>();
  readonly samples: Sample[] = [];

  record(facts: RequestFacts): void {
    const key = this.#key(facts);
    let series = this.#series.get(key);
    if (!series) {
      series = newSeries(facts);
      this.#series.set(key, series);
      this.samples.push(series.count, ...series.duration.samples, ...series.requestBytes.samples, ...series.responseBytes.samples);
    }
    series.count.value++;
    series.duration.observe(facts.durationMs);
    series.requestBytes.observe(facts.requestBytes);
    series.responseBytes.observe(facts.responseBytes);
  }

  /** Names stand as numbers in it, so that the key of every request is short. */
  #key(facts: RequestFacts): string {
    const source = this.#number(facts.source?.key ?? '');
    const destination = this.#number(facts.destination?.key ?? '');
    const service = `${this.#number(facts.service.host)}/${this.#number(facts.service.name)}`;
    const tags = `${tagKey(facts.countTags)}${tagKey(facts.durationTags)}`;
    return `${facts.reporter}${source}/${destination}/${service}/${facts.status}${facts.flags}${facts.mutualTls ? '+' : ''}${tags}`;
  }

  #number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

interface RequestSeries {
  count: Sample;
  duration: Histogram;
  requestBytes: Histogram;
  responseBytes: Histogram;
}

function tagKey(tags: Labels): string {
  let key = '\n';
  for (const name in tags) key += `${name}=${tags[name]}\n`;
  return key;
}

function newSeries(facts: RequestFacts): RequestSeries {
  const labels = standardLabels(facts);
  return {
    count: { labels: withTags({ __name__: 'istio_requests_total', ...labels }, facts.countTags), value: 0 },
    duration: new Histogram('istio_request_duration_milliseconds', withTags(labels, facts.durationTags)),
    requestBytes: new Histogram('istio_request_bytes', labels),
    responseBytes: new Histogram('istio_response_bytes', labels),
  };
}

function standardLabels(facts: RequestFacts): Labels {
  const { source, destination, service, mutualTls } = facts;
  return {
    reporter: facts.reporter,
    source_workload: source?.name ?? 'unknown',
    source_workload_namespace: source?.namespace ?? 'unknown',
    source_principal: mutualTls && source ? source.principal : 'unknown',
    source_app: source?.app ?? 'unknown',
    source_version: source?.version ?? 'unknown',
    source_canonical_service: source?.canonicalService ?? 'unknown',
    source_canonical_revision: source?.canonicalRevision ?? 'latest',
    source_cluster: source ? CLUSTER_NAME : 'unknown',
    destination_workload: destination?.name ?? 'unknown',
    destination_workload_namespace: destination?.namespace ?? 'unknown',
    destination_principal: mutualTls && destination ? destination.principal : 'unknown',
    destination_app: destination?.app ?? 'unknown',
    destination_version: destination?.version ?? 'unknown',
    destination_service: service.host,
    destination_service_name: service.name,
    destination_service_namespace: service.namespace,
    destination_canonical_service: destination?.canonicalService ?? 'unknown',
    destination_canonical_revision: destination?.canonicalRevision ?? 'latest',
    destination_cluster: destination ? CLUSTER_NAME : 'unknown',
    request_protocol: 'http',
    response_code: String(facts.status),
    // grpc_response_status is empty for HTTP, and Prometheus drops empty labels.
    response_flags: facts.flags,
    // A client's proxy never says; Istio leaves it "unknown" there.
    connection_security_policy: facts.reporter === 'source' ? 'unknown' : mutualTls ? 'mutual_tls' : 'none',
  };
}

/** Prometheus drops labels with an empty value, so an empty tag removes the label. */
function withTags(labels: Labels, tags: Labels): Labels {
  return Object.fromEntries(Object.entries({ ...labels, ...tags }).filter(([, value]) => value !== ''));
}
