import type { ElementCharts } from '@pidalio/contract';
import type { Flow, Graph, GraphKind, Peer, ServiceName, Workload } from '@pidalio/topology';
import type { Metrics } from '../metrics/metrics.ts';
import {
  errorChart,
  type History,
  type HistoryRow,
  isErrorRow,
  latencyChart,
  minus,
  ratio,
  readHistory,
  sumRows,
  toChart,
} from './history.ts';
import type { LabelValues } from './promql.ts';
import { shareOf } from './routes-table.ts';
import { type Scene, sourcesNow } from './scene.ts';
import { signalsOf } from './view-services.ts';
import { graphOf } from './view-topology.ts';

type Node = Graph['nodes'][number];

/** Golden signals over time of a node, box or edge; null where the graph has no such element now. */
export async function viewElement(scene: Scene, metrics: Metrics, graph: GraphKind, id: string): Promise<ElementCharts | null> {
  const element = findElement(scene, graph, id);
  if (element === null) return null;
  const history = await readHistory(metrics, scene.flows, element.labels, scene.window.rangeSeconds);
  const common = { sources: sourcesNow(scene, metrics), window: scene.window };
  if (element.shadow) return { ...common, ...shadowCharts(history), routes: [] };
  const counts = (row: HistoryRow): boolean => !element.proxiedOnly || row.reporter === 'source';
  const rows = history.requests.filter(counts);
  return {
    ...common,
    requests: toChart(history, [{ key: 'all', values: sumRows(history, rows) }], history.query()),
    errors: errorChart(history, rows),
    latency: latencyChart(history, history.durations.filter(counts)),
    routes: routesOf(scene, scene.flows.live.filter(element.holds)),
  };
}

/** Copies are what callees counted and callers did not; where both are in one histogram their latency cannot be told. */
function shadowCharts(history: History): Pick<ElementCharts, 'requests' | 'errors' | 'latency'> {
  const counted = history.requests.filter((row) => row.reporter === 'source');
  const copies = minus(sumRows(history, history.received), sumRows(history, counted));
  const failed = minus(sumRows(history, history.received.filter(isErrorRow)), sumRows(history, counted.filter(isErrorRow)));
  const query = history.query(undefined, { reporter: 'destination' });
  return {
    requests: toChart(history, [{ key: 'all', values: copies }], query),
    errors: toChart(history, [{ key: 'all', values: ratio(failed, copies) }], query),
    latency: latencyChart(history, counted.length > 0 ? [] : history.receivedDurations),
  };
}

interface Element {
  labels: LabelValues;
  holds: (flow: Flow) => boolean;
  /** Callers without a proxy pass by a helm. */
  proxiedOnly: boolean;
  shadow: boolean;
}

/** One end of a call: as labels for Prometheus, and as a test of flows. */
interface End {
  labels: LabelValues;
  has: (flow: Flow) => boolean;
}

function findElement(scene: Scene, graph: GraphKind, id: string): Element | null {
  const drawn = graphOf(scene, graph);
  const node = drawn.nodes.find((candidate) => candidate.id === id);
  const box = drawn.boxes.find((candidate) => candidate.id === id);
  const ofNode = (nodeId: string, side: Side): End | null => {
    const found = drawn.nodes.find((candidate) => candidate.id === nodeId);
    if (found !== undefined) return endOf(scene, graph, found, side);
    const around = drawn.boxes.find((candidate) => candidate.id === nodeId);
    return around?.service ? serviceEnd(around.service) : null;
  };
  if (node !== undefined) {
    const end = endOf(scene, graph, node, node.root || node.kind === 'gateway' ? 'source' : 'destination');
    return { labels: end.labels, holds: end.has, proxiedOnly: node.kind === 'helm', shadow: node.shadow };
  }
  if (box?.service) {
    const end = serviceEnd(box.service);
    return { labels: end.labels, holds: end.has, proxiedOnly: false, shadow: false };
  }
  const edge = drawn.edges.find((candidate) => candidate.id === id);
  if (edge === undefined) return null;
  const target = ofNode(edge.target, 'destination');
  // A strand starts at the helm: who called does not matter, only that a proxy did.
  const fromHelm = drawn.nodes.some((candidate) => candidate.id === edge.source && candidate.kind === 'helm');
  const source = fromHelm ? (edge.service === null ? null : serviceEnd(edge.service)) : ofNode(edge.source, 'source');
  if (target === null || source === null) return null;
  return {
    labels: { ...source.labels, ...target.labels },
    holds: (flow) => source.has(flow) && target.has(flow),
    proxiedOnly: fromHelm,
    shadow: edge.kind === 'shadow',
  };
}

type Side = 'source' | 'destination';

function endOf(scene: Scene, graph: GraphKind, node: Node, side: Side): End {
  if (node.kind === 'helm' && node.service !== null) return serviceEnd(node.service);
  const peerOf = (flow: Flow): Peer => (side === 'source' ? flow.caller : flow.callee);
  if (node.kind === 'workload' || node.kind === 'gateway') {
    if (graph === 'app' && node.kind === 'workload')
      return workloadsEnd(side, peerOf, scene.inventory.versionsOf(node.namespace, node.app));
    return {
      labels: { [`${side}_workload`]: node.name, [`${side}_workload_namespace`]: node.namespace },
      has: (flow) => peerOf(flow).workload === node.name && peerOf(flow).namespace === node.namespace,
    };
  }
  if (node.kind === 'service' && node.service !== null)
    return side === 'destination' ? serviceEnd(node.service) : workloadsEnd(side, peerOf, scene.inventory.selectedBy(node.service));
  if (side === 'source') return { labels: { source_workload: 'unknown' }, has: (flow) => flow.caller.workload === 'unknown' };
  // What lies outside is known by its host, or by the cluster Envoy sent it to.
  const byCluster = node.kind === 'passthrough' || node.kind === 'blackhole';
  return {
    labels: { [byCluster ? 'destination_service_name' : 'destination_service']: node.name, destination_workload: 'unknown' },
    has: (flow) => flow.callee.workload === 'unknown' && (byCluster ? flow.service.name : flow.host) === node.name,
  };
}

function serviceEnd({ namespace, name }: ServiceName): End {
  return {
    labels: { destination_service_namespace: namespace, destination_service_name: name },
    has: (flow) => flow.service.namespace === namespace && flow.service.name === name,
  };
}

function workloadsEnd(side: Side, peerOf: (flow: Flow) => Peer, workloads: readonly Workload[]): End {
  const names = workloads.map(({ name }) => name);
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  return {
    labels: { [`${side}_workload`]: names, [`${side}_workload_namespace`]: namespaces },
    has: (flow) => names.includes(peerOf(flow).workload) && namespaces.includes(peerOf(flow).namespace),
  };
}

/** Route names on the element, busiest first; none where callers' proxies write none. */
function routesOf(scene: Scene, flows: readonly Flow[]): ElementCharts['routes'] {
  if (!scene.routeNamesSeen) return [];
  const proxied = flows.filter((flow) => flow.proxied);
  const requests = proxied.flatMap((flow) => flow.requests);
  const names = [...new Set(requests.map(({ routeName }) => routeName))];
  return names
    .map((routeName) => {
      const own = requests.filter((sample) => sample.routeName === routeName);
      const durations = proxied.flatMap((flow) => flow.durations.filter((sample) => sample.routeName === routeName));
      return { routeName, signals: signalsOf(scene, [{ requests: own, durations }]), versions: versionsOf(scene, own) };
    })
    .sort((a, b) => b.signals.requestsPerSecond - a.signals.requestsPerSecond);
}

function versionsOf(scene: Scene, requests: Flow['requests']): ElementCharts['routes'][number]['versions'] {
  const peers = new Map(requests.map(({ destination }) => [destination.workload, destination]));
  return [...peers.values()]
    .flatMap((peer) => {
      const workload = scene.inventory.workload(peer);
      if (workload === undefined) return [];
      return [
        { version: workload.version, versionIndex: scene.inventory.versionIndex(workload), share: shareOf(requests, [peer.workload]) ?? 0 },
      ];
    })
    .sort((a, b) => a.versionIndex - b.versionIndex);
}
