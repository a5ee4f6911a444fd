import type { ClusterSettings } from '@pidalio/istio';
import type { Caller, Cluster, Decision, InboundDecision } from '@pidalio/routing';
import { AccessLog } from './access-log.ts';
import type { Configuration } from './configuration.ts';
import type { Delivery } from './delivery.ts';
import type { Request } from './exchange.ts';
import type { Pod } from './pod.ts';
import { RequestMetrics } from './request-metrics.ts';
import {
  evaluateTags,
  type Mode,
  NO_TAGS,
  type RequestTagRules,
  type RequestTags,
  requestTagRules,
  type TagAttributes,
} from './telemetry.ts';
import { UpstreamCluster } from './upstream-cluster.ts';

/** The gateway's Service maps port 80 to 8080, and a Gateway server may name either of the two. */
const GATEWAY_PORTS = [8080, 80] as const;
const DECISIONS_KEPT = 2000;
const SPIFFE = 'spiffe://';

/** The sidecar or gateway of one pod: its counters, its log, and the configuration it has taken so far. */
export class PodProxy {
  readonly metrics = new RequestMetrics();
  readonly accessLog = new AccessLog();
  /** Stands for the pod as it is now; labels may change under a running pod. */
  pod: Pod;
  readonly #delayMs: number;
  #configuration: Configuration;
  readonly #pending: { configuration: Configuration; atMs: number }[] = [];
  readonly #decisions = new Map<string, Decision>();
  #rules: Partial<Record<Mode, RequestTagRules>> = {};
  readonly #inboundDecisions = new Map<string, InboundDecision>();
  readonly #takesMutualTls = new Map<string, boolean>();
  readonly #settings = new Map<string, ClusterSettings>();
  readonly #upstreams = new Map<string, UpstreamCluster>();
  readonly passthrough = new UpstreamCluster();

  /** `delayMs`: how long after a change this proxy hears of it. */
  constructor(pod: Pod, configuration: Configuration, delayMs: number) {
    this.pod = pod;
    this.#configuration = configuration;
    this.#delayMs = delayMs;
  }

  offer(configuration: Configuration, nowMs: number): void {
    this.#pending.push({ configuration, atMs: nowMs + this.#delayMs });
  }

  /** Takes what has arrived by now; must come before any question about a request. */
  catchUp(nowMs: number): void {
    for (let next = this.#pending[0]; next && next.atMs <= nowMs; next = this.#pending[0]) {
      this.#pending.shift();
      this.#configuration = next.configuration;
      this.#forgetDerived();
    }
  }

  /** The pod's labels decide much of what is derived from the configuration. */
  replacePod(pod: Pod): void {
    this.pod = pod;
    this.#forgetDerived();
  }

  /** The engine is asked once per kind of request and configuration. */
  decide(request: Request): Decision {
    const key = requestClass(request);
    const known = this.#decisions.get(key);
    if (known) return known;
    if (this.#decisions.size >= DECISIONS_KEPT) this.#decisions.clear();
    const decision = this.#ask(request);
    this.#decisions.set(key, decision);
    return decision;
  }

  /** Labels that Telemetry objects add on one side of this proxy. `attributes` is asked only when there is something to add. */
  tags(mode: Mode, attributes: () => TagAttributes): RequestTags {
    let rules = this.#rules[mode];
    if (!rules) {
      const { telemetries, rootNamespace } = this.#configuration;
      rules = requestTagRules(telemetries, rootNamespace, this.pod, mode);
      this.#rules[mode] = rules;
    }
    if (rules === 'none') return NO_TAGS;
    const known = attributes();
    return { countTags: evaluateTags(rules.count, known), durationTags: evaluateTags(rules.duration, known) };
  }

  /** The engine is asked once per kind of request, caller and configuration. */
  decideInbound({ request, authority, port, caller, callerIp, tls }: Delivery): InboundDecision {
    const principal = tls === 'mutual' ? caller?.principal.slice(SPIFFE.length) : undefined;
    const key = `${principal ?? ''} ${callerIp} ${port} ${authority}\n${requestClass(request)}`;
    const known = this.#inboundDecisions.get(key);
    if (known) return known;
    if (this.#inboundDecisions.size >= DECISIONS_KEPT) this.#inboundDecisions.clear();
    const { namespace, labels, serviceAccount, ip: address } = this.pod;
    const { method, path, headers } = request;
    const decision = this.#configuration.explainInbound({
      workload: { namespace, labels, serviceAccount, address },
      port,
      protocol: 'http',
      authority,
      method,
      path,
      headers,
      peer: { ip: callerIp, ...(principal === undefined ? {} : { principal }) },
    });
    this.#inboundDecisions.set(key, decision);
    return decision;
  }

  /** How this proxy was told to treat a cluster. */
  clusterSettings(cluster: Cluster): ClusterSettings | undefined {
    const name = clusterName(cluster);
    let settings = this.#settings.get(name);
    if (!settings) {
      settings = this.#configuration.clusterSettings(this.#caller(), cluster);
      if (settings) this.#settings.set(name, settings);
    }
    return settings;
  }

  /** What this proxy remembers of a cluster, for as long as it is told to treat it the same. */
  upstream(cluster: Cluster): UpstreamCluster {
    const name = clusterName(cluster);
    const known = this.#upstreams.get(name);
    const settings = this.clusterSettings(cluster);
    if (known?.isMadeWith(settings)) return known;
    const made = new UpstreamCluster(settings);
    this.#upstreams.set(name, made);
    return made;
  }

  /** Whether another pod's port takes mutual TLS, as far as this proxy was told. */
  takesMutualTls(pod: Pod, port: number): boolean {
    const key = `${pod.uid}:${port}`;
    let takes = this.#takesMutualTls.get(key);
    if (takes === undefined) {
      takes = this.#configuration.takesMutualTls(pod, port);
      this.#takesMutualTls.set(key, takes);
    }
    return takes;
  }

  #ask(request: Request): Decision {
    const caller = this.#caller();
    const explainAt = (port: number) => this.#configuration.explain({ ...request, port, caller, protocol: 'http' });
    if (caller.proxy !== 'gateway') return explainAt(request.port);
    const decisions = GATEWAY_PORTS.map(explainAt);
    const [first] = decisions;
    const decision = decisions.find(({ action }) => action.type !== 'no-route' && action.type !== 'refused') ?? first;
    return decision ?? explainAt(request.port);
  }

  #caller(): Caller {
    const { namespace, labels, serviceAccount, proxy } = this.pod;
    return { namespace, labels, serviceAccount, proxy };
  }

  #forgetDerived(): void {
    this.#decisions.clear();
    this.#rules = {};
    this.#inboundDecisions.clear();
    this.#takesMutualTls.clear();
    this.#settings.clear();
  }
}

/** Envoy's name of it. */
function clusterName({ port, subset, host }: Cluster): string {
  return `outbound|${port}|${subset}|${host}`;
}

function requestClass(request: Request): string {
  let key = `${request.method} ${request.host}:${request.port}${request.path}`;
  for (const name in request.headers) key += `\n${name}: ${request.headers[name]}`;
  return key;
}
