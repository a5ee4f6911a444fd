import type { ExplainRequest } from '@pidalio/contract';
import { type JourneyRequest, readWorkloads, type Workload } from '@pidalio/explain';
import type { Mesh } from '@pidalio/routing';

/** The request as the engine reads it; null where the mesh does not know the caller. */
export function toJourneyRequest(mesh: Mesh, request: ExplainRequest): JourneyRequest | null {
  const caller = findWorkload(mesh, request.caller);
  if (caller === null) return null;
  const { protocol, scheme, method, authority, sni, port, path, claims, unknown } = request;
  return {
    caller: {
      namespace: caller.namespace,
      name: caller.name,
      labels: caller.labels,
      proxy: caller.proxy,
      serviceAccount: caller.serviceAccount,
    },
    host: hostOf(authority),
    authority,
    ...(sni === null ? {} : { sni }),
    port,
    protocol,
    scheme,
    method,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: headerTable(request.headers),
    ...(claims === null ? {} : { claims }),
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}

/** The other way round: a variant of a request that the engine made. */
export function fromJourneyRequest(request: JourneyRequest): ExplainRequest {
  return {
    caller: { namespace: request.caller.namespace, name: request.caller.name ?? '' },
    protocol: request.protocol,
    scheme: request.scheme ?? 'http',
    method: request.method,
    authority: request.authority ?? request.host,
    sni: request.sni ?? null,
    port: request.port,
    path: request.path,
    headers: headerList(request.headers),
    claims: request.claims === undefined ? null : { ...request.claims },
    unknown: [...(request.unknown ?? [])],
  };
}

export function findWorkload(mesh: Mesh, { namespace, name }: { namespace: string; name: string }): Workload | null {
  return readWorkloads(mesh).find((workload) => workload.namespace === namespace && workload.name === name) ?? null;
}

function headerList(headers: JourneyRequest['headers']): ExplainRequest['headers'] {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })));
}

/** Names in lower case; what is sent several times is a list. */
function headerTable(headers: ExplainRequest['headers']): JourneyRequest['headers'] {
  const table = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const key = name.trim().toLowerCase();
    if (key !== '' && key !== 'host') table.set(key, [...(table.get(key) ?? []), value]);
  }
  return Object.fromEntries([...table].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

/** `[::1]:80` → `[::1]`, `reviews:9080` → `reviews`. */
function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}
