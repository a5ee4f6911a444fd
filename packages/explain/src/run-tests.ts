import type { Mesh } from '@pidalio/routing';
import { explainJourney } from './explain-journey.ts';
import { headerTable } from './header-table.ts';
import type { Journey, JourneyRequest, Sender } from './journey.ts';
import { findSender } from './place-request.ts';
import { readRequestLine } from './read-request-line.ts';
import type { SavedTest } from './saved-test.ts';
import { readWorkloads, type Workload } from './workload.ts';
import { seenOf } from './write-test.ts';

export interface TestResult {
  name: string;
  /** Empty when everything is as expected. */
  differences: readonly Difference[];
  /** Undefined when the sender is not among the workloads. */
  journey?: Journey;
}

/** `from` as a field: nobody is called so. */
export interface Difference {
  field: keyof SavedTest['expect'] | 'from';
  expected: unknown;
  actual: unknown;
}

/** Holds a configuration to saved explanations. */
export function runTests(mesh: Mesh, tests: readonly SavedTest[], workloads: readonly Workload[] = readWorkloads(mesh)): TestResult[] {
  return tests.map((test) => {
    const sender = senderOfTest(mesh, test, workloads);
    if (sender === undefined) return { name: test.name, differences: [{ field: 'from', expected: test.from, actual: null }] };
    const journey = explainJourney(mesh, requestOf(test, sender), workloads);
    return { name: test.name, differences: differencesOf(test.expect, seenOf(journey)), journey };
  });
}

function senderOfTest(mesh: Mesh, { from }: SavedTest, workloads: readonly Workload[]): Sender | undefined {
  if (typeof from === 'string') {
    const [namespace = '', name = ''] = from.split('/');
    return findSender(mesh, namespace, name, workloads);
  }
  const { namespace, labels, proxy, name, serviceAccount } = from;
  return { namespace, labels, proxy, ...(name === undefined ? {} : { name }), ...(serviceAccount === undefined ? {} : { serviceAccount }) };
}

function requestOf(test: SavedTest, caller: Sender): JourneyRequest {
  const read = readRequestLine(test.request, 'any');
  if (!read.ok) throw new Error('readTests has looked at every request');
  const { host, authority, scheme, method, path, protocol } = read.request;
  const table = headerTable();
  for (const [name, values] of Object.entries(test.headers)) for (const value of [values].flat()) table.add(name.toLowerCase(), value);
  return {
    caller,
    host,
    authority,
    port: test.port ?? read.request.port ?? (scheme === 'https' ? 443 : 80),
    protocol: test.protocol ?? protocol,
    method,
    path,
    scheme,
    headers: table.values(),
    ...(test.sni === undefined ? {} : { sni: test.sni }),
    ...(test.claims === undefined ? {} : { claims: test.claims }),
    ...(test.unknown.length === 0 ? {} : { unknown: test.unknown }),
  };
}

function differencesOf(expected: SavedTest['expect'], seen: SavedTest['expect']): Difference[] {
  const fields = ['verdict', 'route', 'governedBy', 'to', 'status', 'flags'] as const;
  return fields
    .filter((field) => expected[field] !== undefined && !isSame(expected[field], seen[field]))
    .map((field) => ({ field, expected: expected[field], actual: seen[field] ?? null }));
}

/** Shares may be written shorter than they are (0.333). */
function isSame(expected: unknown, seen: unknown): boolean {
  if (typeof expected === 'number' && typeof seen === 'number') return Math.abs(expected - seen) < 5e-4;
  if (typeof expected !== 'object' || expected === null || typeof seen !== 'object' || seen === null) return expected === seen;
  const [a, b] = [new Map(Object.entries(expected)), new Map(Object.entries(seen))];
  return a.size === b.size && [...a].every(([key, value]) => isSame(value, b.get(key)));
}
