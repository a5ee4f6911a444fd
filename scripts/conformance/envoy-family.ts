import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type KubeObject, meshConfigOptions } from '../../packages/istio/src/index.ts';
import { buildMesh, explain, type Mesh, type RouteRequest } from '../../packages/routing/src/index.ts';
import type { EnvoyCase, EnvoyFile, EnvoyRequest } from './envoy-case.ts';
import { clusterConfigVerdicts, hashDifference } from './envoy-cluster-config.ts';
import { firstDifference } from './envoy-compare.ts';
import { observe } from './envoy-observe.ts';
import { needsMore } from './envoy-runnable.ts';
import type { Family, Verdict } from './family.ts';
import { parseObjects } from './parse-objects.ts';

/** What a real Envoy did with the configuration that Istio made of small meshes; every request is a case. */
export const envoyFamilies: readonly Family[] = ['outbound', 'gateway', 'resilience', 'fuzz-routing'].map(envoyFamily);

function envoyFamily(name: string): Family {
  const fileIn = (folder: string) => path.join(folder, 'envoy', `${name}.json`);
  return {
    name: `envoy/${name}`,
    notCompared: 'flags, details, response headers, number of tries, what a mirror receives',
    isIn: (folder) => existsSync(fileIn(folder)),
    run: (folder) => {
      const file: EnvoyFile = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
      return file.cases.flatMap((entry) => runCase(file, entry));
    },
  };
}

function runCase(file: EnvoyFile, entry: EnvoyCase): Verdict[] {
  const objects = [...entry.base.map((name) => file.bases[name] ?? ''), entry.config].flatMap(parseObjects).map(stamped);
  const mesh = buildMesh(objects, { istioVersion: '1.32', ...meshConfigOptions(parse(entry.meshConfig ?? '')) });
  const requests = (entry.requests ?? []).map(({ request, expect }, at): Verdict => {
    const id = `${entry.id}#${at}`;
    const missing = needsMore(entry, objects, request, expect);
    if (missing !== undefined) return { id, outcome: 'not-runnable', reason: missing };
    const difference = explained(
      mesh,
      entry,
      request,
      (decision) => firstDifference(expect, observe(decision, request, objects)) ?? hashDifference(expect, decision),
    );
    return difference === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: difference };
  });
  return [...requests, ...clusterConfigVerdicts(mesh, entry)];
}

/** Objects without a time were as old as the oldest of the generated ones. */
function stamped(object: KubeObject): KubeObject {
  if (object.metadata.creationTimestamp !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, creationTimestamp: '2024-01-01T00:00:00Z' } };
}

/** An exception is a failed case: the engine must not throw on any configuration. */
function explained<Value>(
  mesh: Mesh,
  entry: EnvoyCase,
  request: EnvoyRequest,
  use: (decision: ReturnType<typeof explain>) => Value,
): Value | string {
  try {
    return use(explain(mesh, toRequest(entry, request)));
  } catch (error) {
    return `exception: ${error}`;
  }
}

function toRequest({ proxy }: EnvoyCase, request: EnvoyRequest): RouteRequest {
  const { authority, port, method, path: target, tls } = request;
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    caller: { namespace: proxy.namespace, labels: proxy.labels, proxy: proxy.type },
    host: authority.toLowerCase().replace(/:\d+$/, ''),
    authority,
    ...(tls?.sni === undefined ? {} : { sni: tls.sni }),
    port,
    protocol: 'http',
    method,
    path: target,
    scheme: tls === undefined ? 'http' : 'https',
    headers: Object.fromEntries(headers),
  };
}
