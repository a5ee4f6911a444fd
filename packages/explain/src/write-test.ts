import { stringify } from 'yaml';
import { destinationsOf } from './arrivals.ts';
import { describeVerdict } from './describe.ts';
import type { Journey, JourneyRequest } from './journey.ts';
import type { SavedTest } from './saved-test.ts';

/** A request and what comes of it now, as a test that any later configuration can be held to. */
export function toTestYaml(request: JourneyRequest, journey: Journey, name = nameOf(request, journey)): string {
  return stringify({ tests: [toTest(request, journey, name)] }, { lineWidth: 0 });
}

function nameOf({ method, host, path, caller }: JourneyRequest, { verdict }: Journey): string {
  const sender = caller.name ?? caller.namespace;
  return `${method} ${host}${path} from ${sender}: ${describeVerdict(verdict, 'en').title}`;
}

function toTest(request: JourneyRequest, journey: Journey, name: string) {
  const { caller, claims, unknown, port, sni, headers } = request;
  const authority = request.authority ?? request.host;
  // A host that ends with a colon could pass for a scheme.
  const isPlain = request.scheme !== 'https' && !authority.endsWith(':');
  const scheme = isPlain ? '' : `${request.scheme ?? 'http'}://`;
  return {
    name,
    from: {
      namespace: caller.namespace,
      ...(caller.name === undefined ? {} : { name: caller.name }),
      labels: lastingLabels(caller.labels),
      proxy: caller.proxy,
      ...(caller.serviceAccount === undefined ? {} : { serviceAccount: caller.serviceAccount }),
    },
    request: `${request.method || 'GET'} ${scheme}${authority}${request.path}`,
    ...(request.protocol === 'tcp' ? { protocol: request.protocol } : {}),
    ...(authority.endsWith(`:${port}`) ? {} : { port }),
    ...(sni === undefined ? {} : { sni }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(claims === undefined ? {} : { claims }),
    ...(unknown === undefined || unknown.length === 0 ? {} : { unknown }),
    expect: seenOf(journey),
  };
}

/** Labels that a new version of the pods keeps. */
function lastingLabels(labels: JourneyRequest['caller']['labels']): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== 'pod-template-hash'));
}

/** What a test can hold a journey to. */
export function seenOf({
  caller,
  verdict,
  outcomes,
}: Journey): Required<Pick<SavedTest['expect'], 'verdict' | 'route' | 'status' | 'flags'>> & SavedTest['expect'] {
  const to = new Map<string, number>();
  for (const { cluster, probability } of destinationsOf(caller.action)) {
    const key = `${cluster.host}:${cluster.port}${cluster.subset === '' ? '' : `/${cluster.subset}`}`;
    to.set(key, Math.round(((to.get(key) ?? 0) + probability) * 1e6) / 1e6);
  }
  const owner = caller.governedBy;
  const [likeliest] = outcomes;
  return {
    verdict: verdict.kind,
    route: caller.routeName,
    ...(owner === undefined ? {} : { governedBy: `${owner.kind} ${owner.namespace}/${owner.name}` }),
    ...(to.size === 0 ? {} : { to: Object.fromEntries(to) }),
    status: likeliest?.status ?? null,
    flags: likeliest?.flags ?? '',
  };
}
