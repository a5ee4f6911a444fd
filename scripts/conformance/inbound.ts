import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { jwtRulesFor, type KubeObject, meshConfigOptions, selectsLabels } from '../../packages/istio/src/index.ts';
import { verifyTokens } from '../../packages/jwt/src/index.ts';
import {
  buildMesh,
  type ExternalAnswer,
  explainInbound,
  type InboundDecision,
  type InboundRequest,
  type Mesh,
} from '../../packages/routing/src/index.ts';
import { differs, given, sorted } from './differs.ts';
import type { EnvoyCase, EnvoyFile, EnvoyRequest, Expectation } from './envoy-case.ts';
import { runCase as gatewayVerdicts, stamped } from './envoy-family.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

/** What the proxy of a called workload did with requests; the cases of gateways in the same files are run with the other gateway cases. */
export const inboundFamilies: readonly Family[] = ['inbound-security', 'fuzz-authz', 'ingress-xff'].map(inboundFamily);

/** The address of the recording's client, where a case names none. */
const CLIENT_IP = '127.0.0.1';

/** The server name that the recording's client asked for, whatever the port. */
const CLIENT_SNI = 'outbound_.8000_._.httpbin.default.svc.cluster.local';

function inboundFamily(name: string): Family {
  const fileIn = (folder: string) => path.join(folder, 'envoy', `${name}.json`);
  return {
    name: `envoy/${name}`,
    ...(name === 'ingress-xff' ? { notCompared: 'the x-forwarded-for that a gateway passes on' } : {}),
    isIn: (folder) => existsSync(fileIn(folder)),
    run: async (folder) => {
      const file: EnvoyFile = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
      const verdicts = await Promise.all(file.cases.map((entry) => runCase(file, entry)));
      return verdicts.flat();
    },
  };
}

async function runCase(file: EnvoyFile, entry: EnvoyCase): Promise<Verdict[]> {
  if (entry.proxy.type === 'gateway') return gatewayVerdicts(file, entry, {});
  const objects = [...entry.base.map((name) => file.bases[name] ?? ''), entry.config].flatMap(parseObjects).map(stamped);
  const mesh = buildMesh(objects, { istioVersion: '1.32', ...meshConfigOptions(parse(entry.meshConfig ?? '')) });
  const verdicts: Verdict[] = [];
  for (const [at, { request, expect }] of (entry.requests ?? []).entries()) {
    const id = `${entry.id}#${at}`;
    const difference = await explained(mesh, objects, entry, request, expect);
    verdicts.push(difference === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: difference });
  }
  return verdicts;
}

/** An exception is a failed case: the engine must not throw on any configuration. */
async function explained(
  mesh: Mesh,
  objects: readonly KubeObject[],
  entry: EnvoyCase,
  request: EnvoyRequest,
  expect: Expectation,
): Promise<string | undefined> {
  try {
    const decision = explainInbound(mesh, await toRequest(mesh, objects, entry, request));
    return inboundDifference(expect, decision, request);
  } catch (error) {
    return `exception: ${error}`;
  }
}

async function toRequest(mesh: Mesh, objects: readonly KubeObject[], entry: EnvoyCase, request: EnvoyRequest): Promise<InboundRequest> {
  const { proxy } = entry;
  const headers = Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const carrier = { path: request.path ?? '/', headers };
  const address = addressOf(objects, proxy);
  const workload = { namespace: proxy.namespace, labels: proxy.labels, ...(address === undefined ? {} : { address }) };
  const { principal, ip = CLIENT_IP } = request.from ?? {};
  return {
    workload,
    port: request.port,
    protocol: request.tcp ? 'tcp' : 'http',
    authority: request.authority ?? '',
    method: request.method ?? '',
    ...carrier,
    ...(principal === undefined ? {} : { sni: CLIENT_SNI }),
    peer: { ip, ...(principal === undefined ? {} : { principal }) },
    tokens: await verifyTokens(jwtRulesFor(mesh.catalog, workload), carrier, Date.now() / 1000),
    externalAnswer: answerOf(entry, carrier.path),
  };
}

function addressOf(objects: readonly KubeObject[], { namespace, labels }: EnvoyCase['proxy']): string | undefined {
  const pod = objects.find(
    ({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace && selectsLabels(labels, metadata.labels ?? {}),
  );
  const status = pod?.status;
  return typeof status === 'object' && status !== null && 'podIP' in status && typeof status.podIP === 'string' ? status.podIP : undefined;
}

/** The recorded service refuses paths with "deny" in them. */
function answerOf(entry: EnvoyCase, target: string): ExternalAnswer {
  if (entry.unreachableClustersContaining?.includes('ext-authz')) return 'unreachable';
  return target.includes('deny') ? 'denies' : 'allows';
}

function inboundDifference(expect: Expectation, decision: InboundDecision, request: EnvoyRequest): string | undefined {
  const { outcome, forwarded } = decision;
  if (expect.connection !== undefined || outcome === 'refused') {
    return differs('connection', expect.connection, outcome === 'refused' ? 'refused-or-reset' : undefined);
  }
  if (request.tcp) return differs('raw', expect.raw, outcome === 'allowed' ? 'open' : 'closed');
  return (
    differs('status', expect.status, decision.status ?? 200) ??
    differs('details', expect.details, decision.details) ??
    differs('flags', expect.flags ?? '', decision.flags.join(',')) ??
    differs('body', expect.body, decision.body) ??
    (expect.responseHeaders && differs('responseHeaders', sorted(expect.responseHeaders), sorted(decision.responseHeaders ?? {}))) ??
    given('dryRunMetadata', expect.dryRunMetadata && sorted(textMap(expect.dryRunMetadata)), sorted(dryRunMetadata(decision))) ??
    given('inboundCluster', expect.inboundCluster, forwarded?.cluster) ??
    given('application', expect.application, forwarded?.address) ??
    receivedDifference(expect, forwarded)
  );
}

function receivedDifference({ upstream }: Expectation, forwarded: InboundDecision['forwarded']): string | undefined {
  if (upstream === undefined) return differs('upstream', undefined, forwarded?.path);
  return (
    differs('upstream path', upstream.path, forwarded?.path) ??
    differs('headersAdded', sorted(upstream.headersAdded ?? {}), sorted(forwarded?.headersAdded ?? {})) ??
    differs('headersRemoved', [...(upstream.headersRemoved ?? [])].sort(), [...(forwarded?.headersRemoved ?? [])].sort())
  );
}

function dryRunMetadata({ dryRun }: InboundDecision): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const action of ['allow', 'deny'] as const) {
    const result = dryRun[action];
    if (result === undefined) continue;
    metadata[`istio_dry_run_${action}_shadow_engine_result`] = result.allowed ? 'allowed' : 'denied';
    if (result.rule !== undefined) metadata[`istio_dry_run_${action}_shadow_effective_policy_id`] = result.rule;
  }
  return metadata;
}

function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, text]) => [key, String(text)]));
}
