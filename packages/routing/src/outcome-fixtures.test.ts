import type { CatalogOptions, KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import base from '../fixtures/base.yaml?raw';
import outcome from '../fixtures/outcome.yaml?raw';
import resilience from '../fixtures/resilience.yaml?raw';
import type { Caller, Cluster, Decision, RouteRequest } from './decision.ts';
import { explain } from './explain.ts';
import { buildMesh } from './mesh.ts';
import { type MetricParties, type MetricWorkload, metricSeries } from './metric-series.ts';
import type { Outcome } from './outcome.ts';
import { outcomesOf } from './outcomes.ts';
import type { ProxyState } from './proxy-state.ts';
import type { Upstream, UpstreamAnswer } from './upstream.ts';

/** Format: fixtures/README.md. */
interface Group {
  group: string;
  base?: boolean;
  resources: KubeObject[];
  cases: Case[];
}

interface Case {
  rule: string;
  request: string;
  headers?: RouteRequest['headers'];
  from?: Partial<Caller>;
  options?: Partial<CatalogOptions>;
  grpc?: boolean;
  endpoints?: string[];
  upstream?: Answer[];
  server?: 'mTLS' | 'plain text' | 'none';
  sequence?: { upstream?: Answer[]; afterMs?: number; expect: string }[];
  together?: number;
  expect?: Record<string, unknown>;
}

type Answer = number | string | { status: number; headers?: Record<string, string> };

for (const [file, text] of Object.entries({ outcome, resilience })) {
  const groups: Group[] = parse(text);
  describe.each(groups)(`${file}: $group`, (group) => {
    const resources = group.base === false ? group.resources : [...parse(base), ...group.resources];
    test.each(group.cases)('$rule', (entry) => {
      const decision = explain(buildMesh(resources, entry.options), toRequest(entry));
      for (const [field, expected] of Object.entries(entry.expect ?? {})) {
        expect({ [field]: seen(decision, entry)[field] }).toEqual({ [field]: expected });
      }
      expect(inSequence(decision, entry)).toEqual((entry.sequence ?? []).map((step) => step.expect));
    });
  });
}

function toRequest({ request, headers = {}, from, grpc }: Case): RouteRequest {
  const [, method = '', authority = '', path = ''] = /^(\S+) ([^/]+)(\/.*)$/.exec(request) ?? [];
  const [host = '', port] = authority.split(':');
  const caller: Caller = { namespace: 'default', labels: { app: 'productpage' }, proxy: 'sidecar', ...from };
  const sent = grpc ? { ...headers, 'content-type': 'application/grpc' } : headers;
  return { caller, host, authority, port: Number(port ?? 80), protocol: 'http', method, path, scheme: 'http', headers: sent };
}

/** The last answer holds for all further tries. */
function upstreamOf({ upstream = [200], endpoints = ['10.0.9.1:9080'] }: Pick<Case, 'upstream' | 'endpoints'>): Upstream {
  return { endpoints: () => endpoints, answer: (_, tryNumber) => toAnswer(upstream[tryNumber - 1] ?? upstream.at(-1) ?? 200) };
}

function toAnswer(answer: Answer): UpstreamAnswer {
  if (typeof answer === 'number') return { type: 'status', status: answer };
  if (typeof answer === 'object') return { type: 'status', ...answer };
  const [, after, status] = /^(\d+) ms(?: (\d+))?$/.exec(answer) ?? [];
  if (after !== undefined) return { type: 'status', status: Number(status ?? 200), afterMs: Number(after) };
  switch (answer) {
    case 'reset':
    case 'refused-stream':
    case 'connect-failure':
    case 'connect-timeout':
      return { type: answer };
    default:
      throw new Error(`no such answer: ${answer}`);
  }
}

function seen(decision: Decision, entry: Case): Record<string, unknown> {
  const upstream = upstreamOf(entry);
  const options = { grpc: entry.grpc ?? false };
  const likely = outcomesOf(decision, upstream, options);
  const outcomes: Record<string, number> = {};
  for (const {
    probability,
    outcome: { status, flags },
  } of likely) {
    const key = `${status} ${flags}`;
    outcomes[key] = Math.round(((outcomes[key] ?? 0) + probability) * 1e6) / 1e6;
  }
  const [first] = likely;
  if (first === undefined) return { outcomes };
  const { details, body, headers, attempts, mirrored, durationMs, slackMs } = first.outcome;
  return {
    outcomes,
    details,
    body: body ?? null,
    headers: headers ?? null,
    tries: attempts,
    mirrored,
    durationMs: slackMs === 0 ? durationMs : [durationMs - slackMs, durationMs + slackMs],
    series: metricSeries(decision, first.course, first.outcome, upstream, partiesOf(entry)).map(inWords),
    together: together(decision, upstream, entry.together ?? 0),
  };
}

function together(decision: Decision, upstream: Upstream, requests: number): string[] {
  let state: ProxyState | undefined;
  return Array.from({ length: requests }, () => {
    const last: Outcome | undefined = outcomesOf(decision, upstream, state === undefined ? {} : { state })[0]?.outcome;
    state = last?.state;
    return `${last?.status} ${last?.flags} ${last?.durationMs} ms`;
  });
}

function inSequence(decision: Decision, entry: Case): string[] {
  let state: ProxyState | undefined;
  let nowMs = 0;
  return (entry.sequence ?? []).map(({ upstream = [200], afterMs = 0 }) => {
    nowMs += afterMs;
    const options = { nowMs, ...(state === undefined ? {} : { state }) };
    const last = outcomesOf(decision, upstreamOf({ ...entry, upstream }), options)[0]?.outcome;
    state = last?.state;
    return `${last?.status} ${last?.flags}`;
  });
}

function partiesOf({ from, server = 'mTLS', request, grpc }: Case): MetricParties {
  return {
    host: request.split(/[ /]/)[1] ?? '',
    protocol: grpc ? 'grpc' : 'http',
    ...(from?.proxy === 'none' ? {} : { caller: workload('productpage') }),
    callerIsGateway: from?.proxy === 'gateway',
    serverAt: (cluster) =>
      server === 'none' || cluster.service === undefined
        ? undefined
        : { workload: workload(deploymentOf(cluster)), service: { ...cluster.service, host: cluster.host }, mutualTls: server === 'mTLS' },
  };
}

function deploymentOf({ host, subset }: Cluster): string {
  return [host.split('.', 1)[0], subset].filter((part) => part !== '').join('-');
}

function workload(name: string): MetricWorkload {
  const app = name.split('-', 1)[0] ?? name;
  return {
    name,
    namespace: 'default',
    app,
    version: name.slice(app.length + 1) || 'v1',
    canonicalService: app,
    canonicalRevision: name.slice(app.length + 1) || 'v1',
    principal: `spiffe://cluster.local/ns/default/sa/${app}`,
    cluster: 'Kubernetes',
  };
}

/** `source 200 - productpage > reviews-v1 (reviews)`, with the policy where a server reports, `x 2` for two of a kind. */
function inWords({ labels, count }: { labels: Readonly<Record<string, string>>; count: number }): string {
  const { reporter, source_workload, destination_workload, destination_service_name, response_code, response_flags } = labels;
  const policy = reporter === 'destination' ? ` ${labels.connection_security_policy}` : '';
  const times = count === 1 ? '' : ` x ${count}`;
  return `${reporter} ${response_code} ${response_flags} ${source_workload} > ${destination_workload} (${destination_service_name})${policy}${times}`;
}
