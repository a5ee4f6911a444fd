import { type Bucket, type DurationSample, type Peer, type Reporter, type RequestSample, type TcpSample, UNKNOWN } from '@pidalio/topology';
import type { Series } from './prometheus-client.ts';

type Labels = Series['labels'];

/** Series of the grouped requests query; what did not move in the window is left out. */
export function readRequests(series: readonly Series[]): RequestSample[] {
  return moving(series).map(({ labels, perSecond }) => ({
    ...readEnds(labels),
    protocol: protocolOf(labels),
    code: labels.response_code ?? '0',
    flags: labels.response_flags ?? '-',
    grpcStatus: labels.grpc_response_status ?? '',
    security: labels.connection_security_policy ?? UNKNOWN,
    routeName: labels.route_name ?? '',
    requestsPerSecond: perSecond,
  }));
}

/** Buckets of the grouped histogram query, put together per group. Empty buckets stay: they bound the next one from below. */
export function readDurations(series: readonly Series[]): DurationSample[] {
  const groups = new Map<string, Omit<DurationSample, 'buckets'> & { buckets: Bucket[] }>();
  for (const { labels, points } of series) {
    const { le, ...rest } = labels;
    const key = JSON.stringify(rest);
    const group = groups.get(key) ?? { ...readEnds(labels), protocol: protocolOf(labels), routeName: labels.route_name ?? '', buckets: [] };
    group.buckets.push({ leMs: readBound(le), perSecond: points.at(-1)?.[1] ?? 0 });
    groups.set(key, group);
  }
  return [...groups.values()].filter(({ buckets }) => buckets.some(({ perSecond }) => perSecond > 0));
}

export function readTcp(answers: { sent: readonly Series[]; received: readonly Series[]; opened: readonly Series[] }): TcpSample[] {
  const groups = new Map<string, TcpSample>();
  const fill = (series: readonly Series[], field: 'sentBytesPerSecond' | 'receivedBytesPerSecond' | 'openedPerSecond'): void => {
    for (const { labels, perSecond } of moving(series)) {
      const key = JSON.stringify(labels);
      const sample = groups.get(key) ?? {
        ...readEnds(labels),
        security: labels.connection_security_policy ?? UNKNOWN,
        sentBytesPerSecond: 0,
        receivedBytesPerSecond: 0,
        openedPerSecond: 0,
      };
      groups.set(key, { ...sample, [field]: perSecond });
    }
  };
  fill(answers.sent, 'sentBytesPerSecond');
  fill(answers.received, 'receivedBytesPerSecond');
  fill(answers.opened, 'openedPerSecond');
  return [...groups.values()];
}

/** Prometheus writes the last bound as `+Inf`. */
export function readBound(le: string | undefined): number {
  return le === '+Inf' ? Infinity : Number(le);
}

function moving(series: readonly Series[]): { labels: Labels; perSecond: number }[] {
  return series.flatMap(({ labels, points }) => {
    const perSecond = points.at(-1)?.[1] ?? 0;
    return perSecond > 0 ? [{ labels, perSecond }] : [];
  });
}

function readEnds(labels: Labels) {
  const reporter: Reporter = labels.reporter === 'source' ? 'source' : 'destination';
  return {
    reporter,
    source: readPeer('source', labels),
    destination: readPeer('destination', labels),
    service: {
      namespace: labels.destination_service_namespace ?? UNKNOWN,
      name: labels.destination_service_name ?? UNKNOWN,
    },
    host: labels.destination_service ?? UNKNOWN,
  };
}

function readPeer(end: 'source' | 'destination', labels: Labels): Peer {
  return {
    namespace: labels[`${end}_workload_namespace`] ?? UNKNOWN,
    workload: labels[`${end}_workload`] ?? UNKNOWN,
    app: labels[`${end}_canonical_service`] ?? UNKNOWN,
    version: labels[`${end}_canonical_revision`] ?? UNKNOWN,
  };
}

function protocolOf(labels: Labels): 'http' | 'grpc' {
  return labels.request_protocol === 'grpc' ? 'grpc' : 'http';
}
