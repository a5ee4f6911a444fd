import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { jwtRulesFor, type KubeObject, meshConfigOptions } from '../../packages/istio/src/index.ts';
import { verifyTokens } from '../../packages/jwt/src/index.ts';
import { buildMesh, type Decision, explain, type Mesh, type RouteRequest } from '../../packages/routing/src/index.ts';
import type { EnvoyCase, EnvoyFile, EnvoyRequest } from './envoy-case.ts';
import { clusterConfigVerdicts, hashDifference } from './envoy-cluster-config.ts';
import { firstDifference, type Unsaid } from './envoy-compare.ts';
import { type Before, observe } from './envoy-observe.ts';
import { needsMore } from './envoy-runnable.ts';
import { recordedUpstream } from './envoy-upstream.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

/** What a real Envoy did with the configuration that Istio made of small meshes; every request is a case. */
export const envoyFamilies: readonly Family[] = ['outbound', 'gateway', 'resilience', 'fuzz-routing'].map(envoyFamily);

function envoyFamily(name: string): Family {
  const fileIn = (folder: string) => path.join(folder, 'envoy', `${name}.json`);
  return {
    name: `envoy/${name}`,
    isIn: (folder) => existsSync(fileIn(folder)),
    run: async (folder) => {
      const file: EnvoyFile = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
      const verdicts = await Promise.all(file.cases.map((entry) => runCase(file, entry, UNSAID[name] ?? {})));
      return verdicts.flat();
    },
  };
}

/** The generated cases leave out what is Istio's default. */
const UNSAID: Readonly<Record<string, Unsaid>> = {
  'fuzz-routing': {
    attempts: 1,
    retries: {
      numRetries: 2,
      retryOn: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
      hostPredicate: ['previous_hosts'],
    },
  },
};

export async function runCase(file: EnvoyFile, entry: EnvoyCase, unsaid: Unsaid): Promise<Verdict[]> {
  const objects = [...entry.base.map((name) => file.bases[name] ?? ''), entry.config].flatMap(parseObjects).map(stamped);
  const mesh = buildMesh(objects, { istioVersion: '1.32', ...meshConfigOptions(parse(entry.meshConfig ?? '')) });
  let before: Before | undefined;
  const verdicts: Verdict[] = [];
  for (const [at, { request, expect }] of (entry.requests ?? []).entries()) {
    const id = `${entry.id}#${at}`;
    const missing = needsMore(entry, request);
    if (missing !== undefined) {
      verdicts.push({ id, outcome: 'not-runnable', reason: missing });
      continue;
    }
    const routed = await toRequest(mesh, entry, request);
    const difference = explained(mesh, routed, (decision) => {
      const upstream = recordedUpstream(mesh, routed.caller, entry, request);
      const seen = observe(decision, request, upstream, entry.sequential ? before : undefined);
      before = seen.after;
      return firstDifference(expect, seen, unsaid) ?? hashDifference(expect, decision);
    });
    verdicts.push(difference === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: difference });
  }
  return [...verdicts, ...clusterConfigVerdicts(mesh, entry)];
}

/** Objects without a time were as old as the oldest of the generated ones; routes of the Gateway API were older than any. */
export function stamped(object: KubeObject): KubeObject {
  if (object.metadata.creationTimestamp !== undefined || object.apiVersion.startsWith('gateway.networking.k8s.io/')) return object;
  return { ...object, metadata: { ...object.metadata, creationTimestamp: '2024-01-01T00:00:00Z' } };
}

/** An exception is a failed case: the engine must not throw on any configuration. */
function explained(mesh: Mesh, routed: RouteRequest, use: (decision: Decision) => string | undefined): string | undefined {
  try {
    return use(explain(mesh, routed));
  } catch (error) {
    return `exception: ${error}`;
  }
}

/** The address of the recording's client, where a case names none. */
const CLIENT_IP = '127.0.0.1';

async function toRequest(mesh: Mesh, { proxy }: EnvoyCase, request: EnvoyRequest): Promise<RouteRequest> {
  const { authority, port, method, path: target, tls, from } = request;
  const headers = Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const));
  const rules = jwtRulesFor(mesh.catalog, proxy);
  return {
    caller: { namespace: proxy.namespace, labels: proxy.labels, proxy: proxy.type },
    host: authority.toLowerCase().replace(/:\d+$/, ''),
    authority,
    ...(tls?.sni === undefined ? {} : { sni: tls.sni }),
    ...(tls?.clientCert ? { clientCertificate: 'client' as const } : {}),
    port,
    protocol: 'http',
    method,
    path: target,
    scheme: tls === undefined ? 'http' : 'https',
    headers,
    peer: { ip: CLIENT_IP, ...from },
    tokens: await verifyTokens(rules, { path: target, headers }, Date.now() / 1000),
  };
}
