import type { Decision, Stop } from '@pidalio/routing';
import { connectionReason, connectionRule, ruleNumber } from './connection-reason.ts';
import type { JourneyAlternative, JourneyRequest, Outcome, Verdict } from './journey.ts';

/** The same, or that something unknown decides between several ends. */
export function openVerdict(own: Verdict, alternatives: readonly JourneyAlternative[]): Verdict {
  const others = alternatives.filter(({ journey }) => !sameEnd(journey.verdict, own));
  const [first] = others;
  if (first === undefined) return own;
  const values = { ...own.values, cases: others.length + 1 };
  const field = first.assumption.values?.field ?? OPEN_FIELDS[first.assumption.code] ?? '';
  const header = field === 'headers' ? (/\.(?:headers|withoutHeaders)\.(.+)$/.exec(first.assumption.path ?? '')?.[1] ?? '') : '';
  const because = { code: 'UNKNOWN-FIELD', values: { field, header }, stop: first.assumption } as const;
  return { kind: 'uncertain', code: 'UNCERTAIN', values, because };
}

/** What the stops are about that do not name a field. */
const OPEN_FIELDS: Readonly<Partial<Record<Stop['code'], string>>> = { 'RA-MAY-REJECT': 'claims', 'PA-MAY-REFUSE': 'principal' };

function sameEnd(a: Verdict, b: Verdict): boolean {
  return a.kind === b.kind && a.code === b.code && JSON.stringify(a.values) === JSON.stringify(b.values);
}

/** The likeliest end in one sentence, with the reason. */
export function verdictOf(request: JourneyRequest, caller: Decision, outcomes: readonly Outcome[]): Verdict {
  const likeliest = likeliestOf(outcomes);
  if (likeliest === undefined) throw new Error('every decision has an outcome');
  const { kind, status } = likeliest;
  const because = reasonOf(request, caller, likeliest);
  const values = { host: request.host, status, flags: likeliest.flags, probability: likeliest.probability };
  switch (kind) {
    case 'delivered':
      return { kind, ...deliveredTo(request, outcomes), because };
    case 'answered':
      return { kind, code: answeredCode(caller, likeliest), values: { ...values, location: locationOf(caller) }, because };
    case 'denied':
      return { kind, code: 'DENIED', values: { ...values, ...deniedBy(request, outcomes) }, because };
    case 'no-route':
      return {
        kind,
        code: status === 404 ? 'NO-ROUTE' : status === 0 ? 'REFUSED' : 'BLOCKED',
        values: { ...values, port: request.port },
        because,
      };
    case 'unreachable':
      return {
        kind,
        code: unreachableCode(likeliest),
        values: { ...values, to: nameOf(likeliest) || request.host },
        because,
      };
  }
}

/** Of the kind of end that most requests come to the likeliest one: many destinations each get little. */
function likeliestOf(outcomes: readonly Outcome[]): Outcome | undefined {
  const totals = new Map<Outcome['kind'], number>();
  for (const { kind, probability } of outcomes) totals.set(kind, (totals.get(kind) ?? 0) + probability);
  const [kind] = [...totals].sort((a, b) => b[1] - a[1])[0] ?? [];
  return outcomes.find((outcome) => outcome.kind === kind);
}

/** By the version, the service of several versions, or the caller's own proxy. */
function deniedBy({ caller }: JourneyRequest, outcomes: readonly Outcome[]): Verdict['values'] {
  const denied = outcomes.filter(({ kind }) => kind === 'denied');
  const probability = denied.reduce((sum, one) => sum + one.probability, 0);
  const names = new Set(denied.map(nameOf));
  const [first = ''] = names;
  const to = names.size > 1 ? (first.split(' ')[0] ?? first) : first;
  return { to: to || (caller.name ?? caller.namespace), probability };
}

function deliveredTo(request: JourneyRequest, outcomes: readonly Outcome[]): Pick<Verdict, 'code' | 'values'> {
  const shares = new Map<string, number>();
  for (const outcome of outcomes.filter(({ kind }) => kind === 'delivered')) {
    shares.set(nameOf(outcome), (shares.get(nameOf(outcome)) ?? 0) + outcome.probability);
  }
  const [first, second] = [...shares].sort((a, b) => b[1] - a[1]);
  const [to, probability] = first ?? ['', 0];
  if (to === '') return { code: 'OUTSIDE', values: { host: request.host, port: request.port } };
  if (second === undefined) return { code: 'ONE-DESTINATION', values: { to, probability } };
  return { code: 'SEVERAL-DESTINATIONS', values: { to, probability, second: second[0], secondProbability: second[1], count: shares.size } };
}

/** Short enough for a sentence: the service's own name and the subset. */
function nameOf({ destination, at }: Outcome): string {
  if (destination === undefined) return '';
  const { host, subset } = destination;
  const name = at === 'outside' || !host.includes('.svc.') ? host : (host.split('.')[0] ?? host);
  return subset === '' ? name : `${name} ${subset}`;
}

function unreachableCode({ flags, destination }: Outcome): Verdict['code'] {
  if (destination === undefined) return 'FAILS';
  if (flags === 'UH') return 'NOBODY-THERE';
  return flags === 'NC' ? 'NO-DESTINATION' : 'FAILS';
}

function answeredCode({ action }: Decision, { flags }: Outcome): Verdict['code'] {
  if (flags === 'FI') return 'ABORTED';
  return action.type === 'redirect' ? 'REDIRECTED' : 'ANSWERED';
}

function locationOf({ action }: Decision): string {
  return action.type === 'redirect' ? action.location : '';
}

function reasonOf(request: JourneyRequest, caller: Decision, { kind, stop, flags, details }: Outcome): Verdict['because'] {
  const at = stop === undefined ? {} : { stop };
  const host = request.host;
  const matched = caller.stops.find(({ code }) => code === 'RT-MATCH');
  if (kind === 'denied') return denialReason(stop);
  if (kind === 'unreachable') {
    if (flags === 'UH') return { code: 'NO-ENDPOINT', values: { host }, ...at };
    const rule = matched ?? connectionRule(caller.stops);
    if (flags === 'NC') return { code: 'MISSING-DESTINATION', values: rule === undefined ? {} : ruleValues(rule), ...at };
    return { code: 'FAILURE', values: { details }, ...at };
  }
  if (stop?.code === 'RT-NONE') return { code: 'NO-RULE-MATCHES', values: { host }, ...at };
  if (stop?.code === 'VH-UNKNOWN' || stop?.code === 'GW-NO-HOST') return { code: 'NO-HOST', values: { host }, ...at };
  if (stop?.code === 'LS-NONE' || stop?.code === 'GW-NO-SERVER' || stop?.code === 'GW-NO-SNI') {
    return { code: 'NO-LISTENER', values: { port: request.port }, ...at };
  }
  const toHttps = caller.stops.find(({ code }) => code === 'GW-HTTPS-REDIRECT');
  if (toHttps !== undefined) return { code: 'HTTPS-REDIRECT', values: { kind: 'Gateway', name: toHttps.ref?.name ?? '' }, stop: toHttps };
  const connected = connectionReason(request, caller.stops);
  if (connected !== undefined) return connected;
  if (caller.action.type === 'plain') return { code: 'NO-PROXY', values: {} };
  return matched === undefined ? { code: 'DEFAULT-ROUTE', values: { host } } : byRule(caller, matched);
}

function denialReason(stop: Stop | undefined): Verdict['because'] {
  if (stop === undefined) return { code: 'POLICY', values: {} };
  const { code, ref, path = '', values = {} } = stop;
  const policy = { kind: ref?.kind ?? '', name: ref?.name ?? '' };
  switch (code) {
    case 'AP-NONE-ALLOWS':
      return { code: 'NONE-ALLOWS', values: {}, stop };
    case 'RA-REJECTED':
      return { code: 'TOKEN', values: { problem: values.problem ?? '', ...policy }, stop };
    case 'RA-MAY-REJECT':
      return { code: 'TOKEN', values: { problem: '', ...policy }, stop };
    case 'PA-REFUSED-PLAIN':
    case 'PA-MAY-REFUSE':
      return { code: 'PLAIN-TEXT', values: policy, stop };
    case 'PA-REFUSED-TLS':
      return { code: 'ONLY-PLAIN-TEXT', values: policy, stop };
    default: {
      const [, index] = /rules\[(\d+)\]/.exec(path) ?? [];
      return { code: 'POLICY', values: index === undefined ? policy : { ...policy, number: Number(index) + 1 }, stop };
    }
  }
}

function byRule({ stops }: Decision, matched: Stop): Verdict['because'] {
  const before = stops.slice(0, stops.indexOf(matched));
  const lost = new Set(before.filter(({ code }) => code.startsWith('RT-')).map(ruleOf));
  lost.delete(ruleOf(matched));
  return { code: lost.size === 0 ? 'RULE' : 'RULE-AFTER-OTHERS', values: { ...ruleValues(matched), lost: lost.size }, stop: matched };
}

function ruleValues({ ref, path = '', values }: Stop): Verdict['values'] {
  return { rule: values?.routeName ?? '', number: ruleNumber(path), kind: ref?.kind ?? '', name: ref?.name ?? '' };
}

function ruleOf({ ref, path }: Stop): string {
  return `${ref?.namespace}/${ref?.name}/${/^spec\.\w+\[\d+\]/.exec(path ?? '')?.[0] ?? ''}`;
}
