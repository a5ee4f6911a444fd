import type { Journey } from './journey.ts';
import type { LogFacts } from './request-text.ts';

/**
 * Whether a story ends as a log line says that the request did: by the rule's name and the cluster that the caller's proxy writes, and by the
 * status where a proxy answers. It is evidence, no proof: two rules may share a name or lead to the same cluster. null: the line is not of
 * the caller's proxy, or says neither.
 */
export function fitsLog({ caller, outcomes }: Journey, log: LogFacts): boolean | null {
  if (log.side === 'inbound') return null;
  const cluster = log.upstreamCluster.replace(/;$/, '');
  if (log.routeName === '' && cluster === '' && log.status === 0) return null;
  if (log.routeName !== '' && log.routeName !== caller.routeName) return false;
  const ends = outcomes.filter(({ destination, status, kind }) => {
    if (cluster !== '' && destination !== undefined && cluster !== `outbound|${destination.port}|${destination.subset}|${destination.host}`)
      return false;
    // NR: the proxy found no route, so nobody else answered.
    if (log.flags.includes('NR')) return kind === 'no-route' && status === log.status;
    return kind === 'delivered' || status === log.status;
  });
  return ends.length > 0;
}
