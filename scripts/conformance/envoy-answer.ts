import type { Outcome } from '../../packages/routing/src/index.ts';
import { differs, sorted } from './differs.ts';
import type { Expectation } from './envoy-case.ts';
import type { Observation } from './envoy-observe.ts';
import { nameOf } from './envoy-upstream.ts';

/** What the answer and the access log show. Of a request that was drawn one course was recorded: it must be one of those that can be. */
export function answerDifference(expect: Expectation, seen: Observation, unsaidAttempts: number | undefined): string | undefined {
  return (
    byClusterDifference(expect, seen) ??
    (expect.status === undefined || expect.connection !== undefined ? undefined : courseDifference(expect, seen, unsaidAttempts))
  );
}

function courseDifference(expect: Expectation, seen: Observation, unsaidAttempts: number | undefined): string | undefined {
  const possible = seen.outcomes.filter(({ status }) => status === expect.status);
  // Flags that differed between the samples were not recorded, nor those of a request that the proxy could not read.
  const varies = expect.flags === undefined && new Set(possible.map(({ flags }) => flags)).size > 1;
  const isLogged = !varies && expect.routeName !== undefined;
  const differences = possible.map((outcome) => outcomeDifference(expect, outcome, isLogged, unsaidAttempts));
  return differences.some((difference) => difference === undefined) ? undefined : differences[0];
}

function outcomeDifference(
  expect: Expectation,
  outcome: Outcome,
  isLogged: boolean,
  unsaidAttempts: number | undefined,
): string | undefined {
  const attempts = expect.attempts ?? (outcome.attempts > 0 ? unsaidAttempts : undefined);
  return (
    (isLogged ? differs('flags', expect.flags ?? '-', outcome.flags) : undefined) ??
    (isLogged ? differs('details', expect.details ?? 'via_upstream', outcome.details) : undefined) ??
    (attempts === undefined ? undefined : differs('attempts', attempts, outcome.attempts)) ??
    differs('body', expect.body ?? '', outcome.body ?? '') ??
    (expect.responseHeaders && headersDifference(expect.responseHeaders, outcome)) ??
    removedDifference(expect.responseHeadersRemoved ?? [], outcome) ??
    durationDifference(expect.observedMs, outcome)
  );
}

/** Left out of the recordings. */
const UNRECORDED = /^(x-envoy-|location$|content-|www-authenticate$)/;

function headersDifference(wanted: Readonly<Record<string, string>>, { headers = {} }: Outcome): string | undefined {
  const names = Object.keys(headers).filter((name) => name in wanted || !UNRECORDED.test(name));
  const got = Object.fromEntries(names.map((name) => [name, headers[name] ?? '']));
  const compared = { ...wanted };
  // The value of a cookie that the proxy makes is a hash of the endpoint's address.
  const cookie = compared['set-cookie'];
  if (cookie !== undefined) compared['set-cookie'] = cookie.replace(/="[^"]*"/, '=""');
  return differs('responseHeaders', sorted(compared), sorted(got));
}

function removedDifference(wanted: readonly string[], { headers = {} }: Outcome): string | undefined {
  const left = wanted.filter((name) => headers[name] !== undefined);
  return left.length === 0 ? undefined : `responseHeadersRemoved: ${left.join(', ')} still there`;
}

/** `-` stands for clusters that do not exist. */
function byClusterDifference({ responseHeadersByCluster }: Expectation, seen: Observation): string | undefined {
  for (const [name, wanted] of Object.entries(responseHeadersByCluster ?? {})) {
    const own = seen.outcomes.filter(({ cluster }) => cluster && (cluster.exists ? nameOf(cluster) : '-') === name);
    const differences = own.map((outcome) => headersDifference(wanted, outcome));
    if (own.length > 0 && differences.every((difference) => difference !== undefined)) return `${name} ${differences[0]}`;
  }
  return undefined;
}

/** The recordings are of wall-clock time on a machine that did other things too. */
const EARLY_MS = 15;
const LATE_MS = 150;

function durationDifference(observedMs: unknown, { durationMs, slackMs }: Outcome): string | undefined {
  if (typeof observedMs !== 'number') return undefined;
  const fits = observedMs >= durationMs - slackMs - EARLY_MS && observedMs <= durationMs + slackMs + LATE_MS;
  return fits ? undefined : `observedMs: expected about ${observedMs}, got ${durationMs} ± ${slackMs}`;
}
