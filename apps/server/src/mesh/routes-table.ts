import type { RouteRow } from '@pidalio/contract';
import type { HttpRule } from '@pidalio/istio';
import { type DurationSample, type Flow, type RequestSample, rateOf } from '@pidalio/topology';
import { attributionOf, isTold, type Trace } from './attribution.ts';
import type { Vantage } from './governance.ts';
import { type History, type HistoryRow, sumRows } from './history.ts';
import { matchesInWords } from './match-in-words.ts';
import { placeOf } from './rule-place.ts';
import { alikeTargets, type RuleTarget, targetsOf } from './rule-targets.ts';
import { flowsTo, type Scene } from './scene.ts';
import { signalsOf } from './view-services.ts';
import type { WorldService } from './world.ts';

/** Requests of one line of the table. */
interface Taken {
  requests: RequestSample[];
  durations: DurationSample[];
}

const nothing = (): Taken => ({ requests: [], durations: [] });

/**
 * Every rule that callers of a service pass, in the order it is tried, with what took it as the callers' proxies counted; then what no
 * rule can be named for: callers without a proxy, Istio's default route, and requests that several rules may have taken.
 */
export function routesTable(scene: Scene, service: WorldService, history: History): RouteRow[] {
  const flows = flowsTo(scene, service).filter((flow) => flow.protocol !== 'tcp');
  const proxied = flows.filter((flow) => flow.proxied);
  const vantages = scene.world.vantages(service);
  const bound = vantages.map((vantage) => ({ vantage, flows: proxied.filter((flow) => vantage.binds(scene.world.callerOf(flow.caller))) }));
  const free = proxied.filter((flow) => bound.every((entry) => !entry.flows.includes(flow)));
  return [
    ...bound.flatMap((entry) => vantageRows(scene, service, entry, history)),
    ...restRows(scene, service, 'default', 'mesh', free, history),
    ...restRows(
      scene,
      service,
      'no-proxy',
      '',
      flows.filter((flow) => !flow.proxied),
      history,
    ),
  ];
}

function vantageRows(
  scene: Scene,
  service: WorldService,
  { vantage, flows }: { vantage: Vantage; flows: Flow[] },
  history: History,
): RouteRow[] {
  const attribution = attributionOf(scene.world, vantage, scene.routeNamesSeen);
  const requests = flows.flatMap((flow) => flow.requests);
  const told = new Set(
    vantage.rules.filter((rule) =>
      isTold(
        requests.filter((sample) => attribution.ruleOf(sample) === rule),
        requests.filter((sample) => attribution.mayHide(rule, sample)),
      ),
    ),
  );
  // Of a rule that hides among others not even what is surely its own is shown as its traffic: it would look like all of it.
  const ruleOf = (trace: Trace): HttpRule | null => {
    const rule = attribution.ruleOf(trace);
    return rule !== null && told.has(rule) ? rule : null;
  };
  const taken = new Map<HttpRule | null, Taken>();
  for (const sample of requests) takenBy(taken, ruleOf(sample)).requests.push(sample);
  for (const sample of flows.flatMap((flow) => flow.durations)) takenBy(taken, ruleOf(sample)).durations.push(sample);
  const obeys = (row: HistoryRow): boolean => row.reporter === 'source' && vantage.binds(scene.world.callerOf(row.source));
  const rows = vantage.rules.map((rule) => ({
    ...describeRule(rule, vantage.via),
    signals: scene.reading.measured === false || !told.has(rule) ? null : signalsOf(scene, [taken.get(rule) ?? nothing()]),
    sparkline: told.has(rule) ? sparkline(history, (row) => obeys(row) && ruleOf(row) === rule) : history.timesMs.map(() => null),
    destinations: destinationsOf(scene, rule, vantage, service, taken.get(rule) ?? nothing()),
    retryFactor: retryFactorOf(scene, flows, (sample) => ruleOf(sample) === rule),
  }));
  const lost = taken.get(null);
  if (lost === undefined || rateOf(lost.requests) === 0) return rows;
  const lostSparkline = sparkline(history, (row) => obeys(row) && ruleOf(row) === null);
  return [...rows, restRow(scene, service, restKind(lost), vantage.via, lost, lostSparkline)];
}

/** Two scrapes apart, the same requests differ by this much. */
const scrapeNoise = 0.03;

/**
 * Tries per request: callees count every try, callers each request once. Callees know no rules, so it can be told only where all that
 * a caller sends to a workload takes this rule, and where no copies arrive.
 */
function retryFactorOf(scene: Scene, flows: readonly Flow[], takes: (sample: RequestSample) => boolean): number | null {
  const own = flows.filter((flow) => flow.requests.some(takes));
  if (own.some((flow) => !flow.requests.every(takes) || scene.world.isMirrorTarget(flow.callee))) return null;
  const requests = rateOf(own.flatMap((flow) => flow.requests));
  const tries = own.reduce((sum, flow) => sum + flow.receivedPerSecond, 0);
  if (requests === 0 || tries === 0) return null;
  const factor = tries / requests;
  return Math.abs(factor - 1) < scrapeNoise ? 1 : factor;
}

function takenBy(taken: Map<HttpRule | null, Taken>, rule: HttpRule | null): Taken {
  const entry = taken.get(rule) ?? nothing();
  taken.set(rule, entry);
  return entry;
}

/** Envoy's name of the route that Istio makes where no rule applies: what was sent before the rule came. */
const defaultRoute = 'default';

function restKind({ requests }: Taken): RouteRow['kind'] {
  return requests.every(({ routeName }) => routeName === defaultRoute) ? 'default' : 'not-attributable';
}

function describeRule(rule: HttpRule, via: string): Omit<RouteRow, 'signals' | 'sparkline' | 'destinations' | 'retryFactor'> {
  return {
    order: rule.index,
    routeName: rule.name,
    kind: 'rule',
    matches: matchesInWords(rule.match),
    ref: placeOf(rule).ref,
    via,
    fault: (rule.fault?.delay?.percent ?? 0) > 0 || (rule.fault?.abort?.percent ?? 0) > 0,
    mirror: rule.mirrors.some(({ percent }) => percent > 0),
  };
}

function restRows(
  scene: Scene,
  service: WorldService,
  kind: RouteRow['kind'],
  via: string,
  flows: readonly Flow[],
  history: History,
): RouteRow[] {
  const taken = { requests: flows.flatMap((flow) => flow.requests), durations: flows.flatMap((flow) => flow.durations) };
  if (rateOf(taken.requests) === 0) return [];
  const callers = new Set(flows.map(({ caller }) => `${caller.namespace}/${caller.workload}`));
  const values = sparkline(history, ({ source }) => callers.has(`${source.namespace}/${source.workload}`));
  return [restRow(scene, service, kind, via, taken, values)];
}

function restRow(
  scene: Scene,
  service: WorldService,
  kind: RouteRow['kind'],
  via: string,
  taken: Taken,
  sparkline: (number | null)[],
): RouteRow {
  const names = new Set(taken.requests.map(({ routeName }) => routeName));
  const [onlyName] = names;
  return {
    order: null,
    routeName: kind === 'no-proxy' || names.size !== 1 ? '' : (onlyName ?? ''),
    kind,
    matches: [],
    ref: null,
    via,
    signals: signalsOf(scene, [taken]),
    sparkline,
    destinations: scene.inventory.selectedBy(service).flatMap((workload) => {
      const shareSeen = shareOf(taken.requests, [workload.name]);
      const { version } = workload;
      return shareSeen === 0
        ? []
        : [{ label: version, versionIndex: scene.inventory.versionIndex(workload), shareSeen, shareConfigured: null }];
    }),
    fault: false,
    mirror: false,
    retryFactor: null,
  };
}

/** Where a rule leads: one entry per workload where each is told apart, one per subset where several share a weight. */
function destinationsOf(
  scene: Scene,
  rule: HttpRule,
  vantage: Vantage,
  service: WorldService,
  { requests }: Taken,
): RouteRow['destinations'] {
  const targets = targetsOf(scene.world, rule, vantage.clientNamespace);
  const alike = alikeTargets(targets);
  return targets.flatMap((target): RouteRow['destinations'] => {
    const [only] = target.workloads;
    const named = target.workloads.length === 1 && only !== undefined;
    const entry = {
      label: labelOf(target, service, alike.has(target)),
      versionIndex: named ? scene.inventory.versionIndex(only) : -1,
      shareSeen: alike.has(target)
        ? null
        : shareOf(
            requests,
            target.workloads.map(({ name }) => name),
          ),
      shareConfigured: weightShare(targets, target),
    };
    if (target.subset !== '' || target.workloads.length < 2 || alike.has(target)) return [entry];
    return target.workloads.map((workload) => ({
      label: workload.version,
      versionIndex: scene.inventory.versionIndex(workload),
      shareSeen: shareOf(requests, [workload.name]),
      shareConfigured: null,
    }));
  });
}

/** `alike`: another destination of the rule leads to the same workloads, and may bear their version's name. */
export function labelOf({ subset, service, host, workloads }: RuleTarget, own: WorldService, alike = false): string {
  if (subset !== '') return subset;
  const [only] = workloads;
  if (service === own && only !== undefined && !alike) return only.version;
  return service?.name ?? host;
}

export function weightShare(targets: readonly RuleTarget[], target: RuleTarget): number {
  if (targets.length === 1) return 1;
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  return total > 0 ? target.weight / total : 0;
}

/** 0..1 of the requests that some workload answered; null without any. */
export function shareOf(requests: readonly RequestSample[], workloads: readonly string[]): number | null {
  const answered = requests.filter(({ destination }) => destination.workload !== 'unknown');
  const all = rateOf(answered);
  return all > 0 ? rateOf(answered.filter(({ destination }) => workloads.includes(destination.workload))) / all : null;
}

function sparkline(history: History, belongs: (row: HistoryRow) => boolean): (number | null)[] {
  return sumRows(history, history.requests.filter(belongs));
}
