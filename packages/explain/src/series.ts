import { allServices, selectsLabels } from '@pidalio/istio';
import {
  outcomesOf as endsOf,
  type Mesh,
  type MetricParties,
  type MetricServer,
  type MetricWorkload,
  metricSeries,
} from '@pidalio/routing';
import type { Arrival, JourneyRequest, Sender, Series } from './journey.ts';
import { upstreamOf, type Way } from './ways.ts';
import type { Workload } from './workload.ts';

/**
 * The series of Istio's request counter that the request adds to, each with the share of requests that do. What an application answers is
 * not known: what reaches one has no status in its labels.
 */
export function seriesOf(mesh: Mesh, request: JourneyRequest, ways: readonly Way[]): Series[] {
  if (request.protocol === 'tcp') return [];
  const found = new Map<string, Series>();
  for (const way of ways) {
    const upstream = upstreamOf(request, way);
    const [end] = endsOf(way.decision, upstream, { grpc: request.protocol === 'grpc' });
    if (end === undefined) continue;
    const parties = partiesOf(mesh, request, request.protocol, way);
    for (const { labels, count } of metricSeries(way.decision, end.course, end.outcome, upstream, parties)) {
      const known = isAnswered(way) ? withoutStatus(labels) : labels;
      const key = JSON.stringify(known);
      const probability = (found.get(key)?.probability ?? 0) + way.probability * count;
      const reporter = labels.reporter === 'destination' ? 'destination' : 'source';
      found.set(key, { reporter, name: 'istio_requests_total', labels: known, probability });
    }
  }
  return [...found.values()].sort((a, b) => b.probability - a.probability);
}

/** Whether an application answers, inside the mesh or outside. */
function isAnswered({ arrival, decision: { action }, isAborted }: Way): boolean {
  if (isAborted) return false;
  return (
    action.type === 'passthrough' || (arrival !== undefined && (arrival.inbound === undefined || arrival.inbound.outcome === 'allowed'))
  );
}

function withoutStatus(labels: Readonly<Record<string, string>>): Record<string, string> {
  const { response_code: _, ...rest } = labels;
  return rest;
}

function partiesOf(mesh: Mesh, request: JourneyRequest, protocol: 'http' | 'grpc', { arrival }: Way): MetricParties {
  const { caller } = request;
  const server = arrival === undefined ? undefined : serverOf(mesh, arrival);
  return {
    ...(caller.proxy === 'none' ? {} : { caller: metricWorkload(mesh, { serviceAccount: 'default', ...caller }) }),
    callerIsGateway: caller.proxy === 'gateway',
    host: request.authority ?? request.host,
    protocol,
    serverAt: () => server,
  };
}

/** The proxy beside a workload. It names the Service that selects its pod, whatever name the caller used. */
function serverOf(mesh: Mesh, { workload, connection }: Arrival): MetricServer | undefined {
  if (workload === undefined || workload.proxy === 'none') return undefined;
  const service = allServices(mesh.catalog).find(
    ({ service: own, namespace, selector }) =>
      own !== undefined && namespace === workload.namespace && selector !== undefined && selectsLabels(selector, workload.labels),
  );
  return {
    workload: metricWorkload(mesh, workload),
    mutualTls: connection.sends === 'mutual-tls',
    ...(service?.service === undefined ? {} : { service: { host: service.hostname, ...service.service } }),
  };
}

/** Canonical service and revision (istio pkg/model/proxy.go, labels of the workload). */
function metricWorkload(mesh: Mesh, { namespace, name = 'unknown', labels, serviceAccount }: Sender | Workload): MetricWorkload {
  const canonicalService = labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? name;
  const canonicalRevision =
    labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels.version ?? 'latest';
  return {
    name,
    namespace,
    app: labels.app ?? 'unknown',
    version: labels.version ?? 'unknown',
    canonicalService,
    canonicalRevision,
    principal: `spiffe://${mesh.catalog.options.trustDomain}/ns/${namespace}/sa/${serviceAccount ?? 'default'}`,
    cluster: 'Kubernetes',
  };
}
