import type { Stop } from '@pidalio/routing';
import type { JourneyRequest, Verdict } from './journey.ts';

/** Why a connection that is not read as HTTP goes where it goes, or nowhere; undefined for requests. */
export function connectionReason({ host, port }: JourneyRequest, stops: readonly Stop[]): Verdict['because'] | undefined {
  const stop = stops.findLast(({ code }) => DECIDING.has(code));
  if (stop === undefined) return undefined;
  const { ref, path = '', values = {} } = stop;
  switch (stop.code) {
    case 'TC-RULE':
    case 'TL-RULE': {
      const rule = { number: ruleNumber(path), kind: ref?.kind ?? '', name: ref?.name ?? '' };
      return { code: 'CONNECTION-RULE', values: { port, protocol: stop.code === 'TC-RULE' ? 'tcp' : 'tls', ...rule }, stop };
    }
    case 'TC-SERVICE':
    case 'TL-SERVICE':
      return { code: 'CONNECTION-SERVICE', values: { port, host: values.host ?? host }, stop };
    case 'TC-NOT-HTTP':
      return { code: 'NOT-HTTP', values: { port }, stop };
    case 'TC-CATCH-ALL':
      return { code: 'CONNECTION-UNKNOWN', values: { port, host }, stop };
    default:
      return { code: 'NO-LISTENER', values: { port }, stop };
  }
}

/** The rule that took a connection, if one did. */
export function connectionRule(stops: readonly Stop[]): Stop | undefined {
  return stops.find(({ code }) => code === 'TC-RULE' || code === 'TL-RULE');
}

/** Rules are counted from 1, as people do. */
export function ruleNumber(path: string): number {
  return Number(/^spec\.\w+\[(\d+)\]/.exec(path)?.[1] ?? 0) + 1;
}

const DECIDING: ReadonlySet<Stop['code']> = new Set([
  'TC-RULE',
  'TL-RULE',
  'TC-SERVICE',
  'TL-SERVICE',
  'TC-NOT-HTTP',
  'TC-CATCH-ALL',
  'TC-NO-LISTENER',
  'TC-OWN-PORT',
] as const);
