import type { ServiceDetail } from '@pidalio/contract';
import { agreedShares, type Flow, groupBy, rateOf, UNKNOWN, type Workload } from '@pidalio/topology';
import type { Metrics } from '../metrics/metrics.ts';
import { errorChart, type History, latencyChart, linesBy, readHistory, sumRows, toChart } from './history.ts';
import { leadsTo } from './leads-to.ts';
import { relatedConfig } from './related-config.ts';
import { routesTable, shareOf } from './routes-table.ts';
import { targetsOf, weightedTargets } from './rule-targets.ts';
import { flowsTo, mtlsRatioOf, type Scene, sourcesNow } from './scene.ts';
import { serviceRow, signalsOf } from './view-services.ts';
import type { World, WorldService } from './world.ts';

export async function viewService(scene: Scene, metrics: Metrics, service: WorldService): Promise<ServiceDetail> {
  const labels = { destination_service_namespace: service.namespace, destination_service_name: service.name };
  const history = await readHistory(metrics, scene.flows, labels, scene.window.rangeSeconds);
  return {
    sources: sourcesNow(scene, metrics),
    window: scene.window,
    service: serviceRow(scene, service),
    versions: versionRows(scene, service, history),
    routes: routesTable(scene, service, history),
    callers: callerRows(scene, service),
    config: relatedConfig(scene.world, service),
    routeTelemetry: routeTelemetry(scene),
    charts: history.timesMs.length === 0 ? null : serviceCharts(history),
  };
}

function serviceCharts(history: History): NonNullable<ServiceDetail['charts']> {
  // Requests that reached no version; where there were none, there is no line.
  const byVersion = linesBy(history, history.requests, ({ destination }) =>
    destination.workload === UNKNOWN ? UNKNOWN : destination.version,
  ).filter(({ key, values }) => key !== UNKNOWN || values.some((value) => value !== null && value > 0));
  return {
    requestsByVersion: toChart(
      history,
      byVersion.sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true })),
      history.query('destination_canonical_revision'),
    ),
    errors: errorChart(history, history.requests),
    latency: latencyChart(history, history.durations),
  };
}

function versionRows(scene: Scene, service: WorldService, history: History): ServiceDetail['versions'] {
  const flows = flowsTo(scene, service);
  const requests = flows.flatMap((flow) => flow.requests);
  const configured = agreedByRules(scene.world, service);
  const rows = groupBy(history.requests, ({ destination }) => destination.workload);
  return byVersion(scene, service).map((workload) => {
    const own = flows.filter((flow) => isTo(flow, workload));
    const shadow = scene.flows.shadow.filter((flow) => isTo(flow, workload));
    return {
      version: workload.version,
      versionIndex: scene.inventory.versionIndex(workload),
      workload: workload.name,
      pods: workload.pods,
      labels: ownLabels(workload),
      shareSeen: shareOf(requests, [workload.name]),
      shareConfigured: configuredFor(configured, workload.name),
      signals: signalsOf(scene, own),
      sparkline: sumRows(history, rows.get(workload.name) ?? []),
      shadowRequestsPerSecond: shadow.reduce((sum, flow) => sum + rateOf(flow.requests), 0),
    };
  });
}

export function byVersion(scene: Scene, service: WorldService): Workload[] {
  const { versionIndex } = scene.inventory;
  return [...scene.inventory.selectedBy(service)].sort((a, b) => versionIndex(a) - versionIndex(b) || (a.name < b.name ? -1 : 1));
}

function configuredFor(configured: ReadonlyMap<string, number | null> | null, workload: string): number | null {
  if (configured === null) return null;
  const share = configured.get(workload);
  return share === undefined ? 0 : share;
}

/** Labels that a person gave, which a subset may rest on: those of the controllers change with every rollout, Istio's repeat others. */
export function ownLabels({ labels }: Workload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => !/^(pod-template-hash|controller-revision-hash)$|\bistio\.io\//.test(name)),
  );
}

/** What every rule that leads to the service asks; null without rules, and where they differ. */
function agreedByRules(world: World, service: WorldService): Map<string, number | null> | null {
  const rules = world
    .vantages(service)
    .flatMap(({ rules, clientNamespace }) =>
      rules
        .filter((rule) => rule.route.some(({ subset }) => subset !== '') && leadsTo(rule, service.host, world.clusterDomain))
        .map((rule) => weightedTargets(targetsOf(world, rule, clientNamespace))),
    );
  return agreedShares(rules);
}

function isTo(flow: Pick<Flow, 'callee'>, workload: Workload): boolean {
  return flow.callee.workload === workload.name && flow.callee.namespace === workload.namespace;
}

function callerRows(scene: Scene, service: WorldService): ServiceDetail['callers'] {
  const callers = groupBy(flowsTo(scene, service), ({ caller }) => `${caller.namespace}/${caller.workload}`);
  return [...callers.values()]
    .flatMap((flows) => {
      const [first] = flows;
      if (first === undefined) return [];
      const { namespace, workload: name, version } = first.caller;
      return [{ namespace, name, version, proxy: first.proxied, mtlsRatio: mtlsRatioOf(flows), signals: signalsOf(scene, flows) }];
    })
    .sort((a, b) => b.signals.requestsPerSecond - a.signals.requestsPerSecond);
}

/** Only the metrics show whether the label is there; without traffic nobody knows. */
function routeTelemetry(scene: Scene): ServiceDetail['routeTelemetry'] {
  if (scene.routeNamesSeen) return 'on';
  return scene.traffic.requests.some(({ reporter }) => reporter === 'source') ? 'off' : 'unknown';
}
