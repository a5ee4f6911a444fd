import {
  type DurationSample,
  type Peer,
  type Reporter,
  type RequestSample,
  type ServiceName,
  type TcpSample,
  type Traffic,
  UNKNOWN,
} from './samples.ts';

type Protocol = 'http' | 'grpc' | 'tcp';

/** Everything one caller sends to one workload under one service name, counted by one reporter. */
export interface Flow {
  caller: Peer;
  callee: Peer;
  service: ServiceName;
  host: string;
  protocol: Protocol;
  /** Whether the caller has a proxy that counts, and so obeys client-side rules. */
  proxied: boolean;
  requests: RequestSample[];
  durations: DurationSample[];
  tcp: TcpSample[];
  /** What the callee's proxy counted of the same calls: every try of a repeated request, and copies. */
  receivedPerSecond: number;
  /** What the callee's proxy said about encryption; both 0 when it said nothing. */
  security: { mutual: number; total: number };
}

/** Mirror copies: the callee's proxy counted them, the caller's did not. */
export interface ShadowFlow {
  caller: Peer;
  callee: Peer;
  service: ServiceName;
  protocol: Protocol;
  requests: RequestSample[];
  /** Empty where the same pair also has live traffic: one histogram holds both and cannot be taken apart. */
  durations: DurationSample[];
  /** `alone`: the pair has no live traffic. `difference`: destination less source. */
  separatedBy: 'alone' | 'difference';
}

export interface Flows {
  live: Flow[];
  shadow: ShadowFlow[];
  /** Whether a caller has a proxy that counts: then its own series are its live traffic, and the callee's are not. */
  reports: (caller: Pick<Peer, 'namespace' | 'workload'>) => boolean;
}

export function peerKey(peer: Pick<Peer, 'namespace' | 'workload'>): string {
  return `${peer.namespace}/${peer.workload}`;
}

/**
 * Reads the two reporters' series into calls, never adding one to the other: the caller's proxy counts where there is one, the
 * callee's where there is none. What a callee counts beyond its reporting callers is shadow traffic, since a mirror copy writes no
 * source series (istio#11093, #23496). Retried tries have the same shape, so the difference is taken only where a rule mirrors to
 * that callee, or where the pair has no live traffic at all.
 */
export function readFlows(traffic: Traffic, isMirrorTarget: (callee: Peer) => boolean): Flows {
  const reporting = new Set<string>();
  for (const sample of [...traffic.requests, ...traffic.tcp]) if (sample.reporter === 'source') reporting.add(peerKey(sample.source));
  const reports: Flows['reports'] = (peer) => peer.workload !== UNKNOWN && reporting.has(peerKey(peer));

  const groups = new Map<string, Group>();
  const groupOf = (sample: RequestSample | DurationSample | TcpSample, protocol: Protocol): Group => {
    const { source, destination, service, host } = sample;
    const key = [peerKey(source), peerKey(destination), service.namespace, service.name, protocol].join(' ');
    const group = groups.get(key) ?? {
      caller: source,
      callee: destination,
      service,
      host,
      protocol,
      proxied: reports(source),
      source: emptySide(),
      destination: emptySide(),
    };
    groups.set(key, group);
    return group;
  };
  for (const sample of traffic.requests) groupOf(sample, sample.protocol)[sample.reporter].requests.push(sample);
  for (const sample of traffic.durations) groupOf(sample, sample.protocol)[sample.reporter].durations.push(sample);
  for (const sample of traffic.tcp) groupOf(sample, 'tcp')[sample.reporter].tcp.push(sample);

  const all = [...groups.values()];
  return { live: all.flatMap(liveFlow), shadow: all.flatMap((group) => shadowFlow(group, isMirrorTarget)), reports };
}

interface Side {
  requests: RequestSample[];
  durations: DurationSample[];
  tcp: TcpSample[];
}

interface Group extends Omit<Flow, keyof Side | 'receivedPerSecond' | 'security'>, Record<Reporter, Side> {}

function emptySide(): Side {
  return { requests: [], durations: [], tcp: [] };
}

function liveFlow(group: Group): Flow[] {
  const { caller, callee, service, host, protocol, proxied, source, destination } = group;
  const side = proxied ? source : destination;
  if (side.requests.length === 0 && side.tcp.length === 0) return [];
  if (rateOf(side.requests) === 0 && side.tcp.every((sample) => sample.sentBytesPerSecond + sample.receivedBytesPerSecond === 0)) return [];
  return [
    {
      caller,
      callee,
      service,
      host,
      protocol,
      proxied,
      ...side,
      receivedPerSecond: rateOf(destination.requests),
      security: securityOf(destination),
    },
  ];
}

function securityOf({ requests, tcp }: Side): Flow['security'] {
  const weights = [
    ...requests.map((sample) => ({ security: sample.security, weight: sample.requestsPerSecond })),
    ...tcp.map((sample) => ({ security: sample.security, weight: sample.sentBytesPerSecond + sample.receivedBytesPerSecond })),
  ];
  const sum = (list: typeof weights): number => list.reduce((total, { weight }) => total + weight, 0);
  return { mutual: sum(weights.filter(({ security }) => security === 'mutual_tls')), total: sum(weights) };
}

function shadowFlow(group: Group, isMirrorTarget: (callee: Peer) => boolean): ShadowFlow[] {
  const { caller, callee, service, protocol, proxied, source, destination } = group;
  if (!proxied || destination.requests.length === 0) return [];
  const live = rateOf(source.requests);
  const seen = rateOf(destination.requests);
  if (seen === 0) return [];
  const pair = { caller, callee, service, protocol };
  // Calls that the caller gave up are no copies, whatever it wrote of them.
  if (live === 0 && destination.requests.every(({ code }) => code === '0')) return [];
  if (live === 0) return [{ ...pair, requests: destination.requests, durations: destination.durations, separatedBy: 'alone' }];
  if (!isMirrorTarget(callee) || seen - live <= noise(live)) return [];
  return [{ ...pair, requests: excess(destination.requests, source.requests), durations: [], separatedBy: 'difference' }];
}

/** Two proxies are scraped at different moments: rates of the same requests differ by some per cent. */
function noise(live: number): number {
  return Math.max(0.02 * live, 0.02);
}

/** What the destination counted beyond the source, outcome by outcome. */
function excess(destination: readonly RequestSample[], source: readonly RequestSample[]): RequestSample[] {
  const live = new Map<string, number>();
  const outcome = (sample: RequestSample): string => `${sample.code} ${sample.grpcStatus}`;
  for (const sample of source) live.set(outcome(sample), (live.get(outcome(sample)) ?? 0) + sample.requestsPerSecond);
  return destination.map((sample) => {
    const known = live.get(outcome(sample)) ?? 0;
    const taken = Math.min(known, sample.requestsPerSecond);
    live.set(outcome(sample), known - taken);
    return { ...sample, requestsPerSecond: sample.requestsPerSecond - taken };
  });
}

export function rateOf(requests: readonly Pick<RequestSample, 'requestsPerSecond'>[]): number {
  return requests.reduce((sum, sample) => sum + sample.requestsPerSecond, 0);
}
