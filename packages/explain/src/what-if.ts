import { fieldsOf, findObject, listOf, textOf } from '@pidalio/istio';
import type { Mesh, Stop } from '@pidalio/routing';
import { explainJourney } from './explain-journey.ts';
import type { Journey, JourneyRequest, Sender, WhatIf } from './journey.ts';
import { readWorkloads, type Workload } from './workload.ts';

type Change = Pick<WhatIf, 'code' | 'values' | 'request'>;

const MOST_OF_ONE_KIND = 3;
/** Callers that are tried; of those that fare alike one is shown. */
const MOST_CALLERS = 60;

/** The same request with one thing different, wherever that leads elsewhere: what rules that lost want, less what the winner wanted, other callers. */
export function whatIfs(mesh: Mesh, journey: Journey, workloads: readonly Workload[] = readWorkloads(mesh)): WhatIf[] {
  const differing = (changes: readonly Change[]): WhatIf[] => {
    const seen = new Set([endOf(journey)]);
    const found: WhatIf[] = [];
    for (const change of changes) {
      if (found.length === MOST_OF_ONE_KIND) break;
      const other = explainJourney(mesh, change.request, workloads);
      const end = endOf(other);
      if (seen.has(end)) continue;
      seen.add(end);
      found.push({ ...change, caller: other.caller, outcomes: other.outcomes, verdict: other.verdict });
    }
    return found;
  };
  const { request, caller } = journey;
  const wanted = caller.stops.flatMap((stop) =>
    stop.code === 'RT-MAY-MATCH' ? wantedByOpen(mesh, stop, request) : wantedBy(stop, request),
  );
  const denied = journey.verdict.kind === 'denied' ? otherMethods(request) : [];
  return [
    ...differing(wanted),
    ...differing(withoutHeaders(request)),
    ...differing(denied),
    ...differing(otherCallers(mesh, request, workloads)),
  ];
}

/** Two ends are the same when the same rule leads to the same outcomes. */
function endOf({ caller, outcomes }: Journey): string {
  const ends = outcomes.map(({ kind, probability, status, destination, workload }) => [kind, probability, status, destination, workload]);
  return JSON.stringify([caller.routeName, ends]);
}

/** What would have passed the field that a rule failed on. Of a regular expression nobody can say. */
function wantedBy({ code, path = '', values }: Stop, request: JourneyRequest): Change[] {
  const [, type, value = ''] = /^(exact|prefix|path-prefix|present) ?(.*)$/s.exec(String(values?.expected ?? '')) ?? [];
  if (type === undefined) return [];
  const key = /\.(?:headers|withoutHeaders|queryParams)\.(.+)$/.exec(path)?.[1];
  switch (code) {
    case 'RT-HEADER-MISMATCH':
      return key === undefined || key.startsWith(':') ? [] : [withHeader(request, key, type === 'present' ? '1' : value)];
    case 'RT-HEADER-PRESENT':
      return key === undefined ? [] : [withoutHeader(request, key)];
    case 'RT-URI-MISMATCH':
      return [{ code: 'PATH-IS', values: { value }, request: { ...request, path: value } }];
    case 'RT-METHOD-MISMATCH':
      return type === 'exact' ? [{ code: 'METHOD-IS', values: { value }, request: { ...request, method: value } }] : [];
    case 'RT-QUERY-MISMATCH': {
      if (key === undefined) return [];
      const [bare = '', query = ''] = request.path.split('?');
      const others = query.split('&').filter((part) => part !== '' && part !== key && !part.startsWith(`${key}=`));
      const path = `${bare}?${[...others, `${key}=${value}`].join('&')}`;
      return [{ code: 'QUERY-IS', values: { name: key, value }, request: { ...request, path } }];
    }
    default:
      return [];
  }
}

/** What a rule wants of a header that is not known: the stop names the field, the object holds the value. */
function wantedByOpen({ catalog }: Mesh, { ref, path = '' }: Stop, request: JourneyRequest): Change[] {
  const [, rule, block, name] = /^spec\.http\[(\d+)\]\.match\[(\d+)\]\.headers\.(.+)$/.exec(path) ?? [];
  if (ref === undefined || name === undefined) return [];
  const spec = fieldsOf(findObject(catalog, `networking.istio.io/${ref.kind}`, ref.namespace, ref.name)?.spec);
  const match = fieldsOf(listOf(fieldsOf(listOf(spec.http)[Number(rule)]).match)[Number(block)]);
  const wanted = fieldsOf(fieldsOf(match.headers)[name]);
  const value = textOf(wanted.exact) ?? textOf(wanted.prefix);
  return value === undefined ? [] : [withHeader(request, name, value)];
}

function withHeader(request: JourneyRequest, name: string, value: string): Change {
  return { code: 'HEADER-IS', values: { name, value }, request: { ...request, headers: { ...request.headers, [name]: value } } };
}

function withoutHeader(request: JourneyRequest, name: string): Change {
  const { [name]: _, ...headers } = request.headers;
  return { code: 'HEADER-ABSENT', values: { name }, request: { ...request, headers } };
}

function withoutHeaders(request: JourneyRequest): Change[] {
  return Object.keys(request.headers).map((name) => withoutHeader(request, name));
}

/** Policies often allow reading and not writing, or the other way round. */
function otherMethods(request: JourneyRequest): Change[] {
  const others = ['GET', 'POST', 'PUT', 'DELETE'].filter((method) => method !== request.method);
  return others.map((value) => ({ code: 'METHOD-IS', values: { value }, request: { ...request, method: value } }));
}

function otherCallers({ catalog }: Mesh, request: JourneyRequest, workloads: readonly Workload[]): Change[] {
  const { caller } = request;
  // A request at a gateway is not one that a workload could send, nor the other way round.
  if (caller.proxy === 'gateway') return [];
  const others = workloads.filter(
    ({ namespace, name, proxy }) => proxy !== 'gateway' && (namespace !== caller.namespace || name !== caller.name),
  );
  // The control plane calls nobody: what is installed beside it comes last.
  const nearness = ({ namespace, proxy }: Workload) =>
    4 * Number(namespace === catalog.options.rootNamespace) + Number(proxy === caller.proxy) + Number(namespace === caller.namespace);
  const furthestFirst = others.sort((a, b) => nearness(a) - nearness(b)).slice(0, MOST_CALLERS);
  return furthestFirst.map((workload) => ({
    code: 'CALLER-IS',
    values: { namespace: workload.namespace, name: workload.name },
    request: { ...calledFrom(request, workload.namespace), caller: senderOf(workload) },
  }));
}

/** A short name means another service in another namespace: there the same one is called with its namespace. */
function calledFrom(request: JourneyRequest, namespace: string): JourneyRequest {
  const { caller, host, authority } = request;
  if (namespace === caller.namespace || host.includes('.')) return request;
  const qualified = `${host}.${caller.namespace}`;
  return { ...request, host: qualified, ...(authority === undefined ? {} : { authority: `${qualified}${authority.slice(host.length)}` }) };
}

export function senderOf({ namespace, name, labels, proxy, serviceAccount }: Workload): Sender {
  return { namespace, name, labels, proxy, serviceAccount };
}
