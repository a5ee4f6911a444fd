import type { ExplainStop, ExplainStory } from '@pidalio/contract';

/** Where on its way a request is. */
type Station = 'gateway' | 'permission' | 'host' | 'rule' | 'way' | 'destination';

/** By the family of a stop's code. A family that is not known here is told on the way, never dropped. */
const stationOf: Readonly<Record<string, Station>> = {
  GW: 'gateway',
  // A gateway's own policies decide before its routes.
  PA: 'permission',
  RA: 'permission',
  AP: 'permission',
  VH: 'host',
  VS: 'host',
  LS: 'host',
  TC: 'host',
  TL: 'host',
  RT: 'rule',
  DS: 'destination',
};

/** The caller's part of a story by station; what only says who the caller is stands with the caller. */
export function atCaller(stops: readonly ExplainStop[]): { caller: ExplainStop[]; by: Readonly<Record<Station, ExplainStop[]>> } {
  const by: Record<Station, ExplainStop[]> = { gateway: [], permission: [], host: [], rule: [], way: [], destination: [] };
  const caller: ExplainStop[] = [];
  for (const stop of stops) {
    const family = stop.code.slice(0, 2);
    if (family === 'CL' || family === 'SC') caller.push(stop);
    else by[stationOf[family] ?? 'way'].push(stop);
  }
  return { caller, by };
}

/** A rule that was tried, with why it lost: one reason for each of its match blocks. */
export interface TriedRule {
  key: string;
  number: number;
  name: string;
  state: 'won' | 'lost' | 'may';
  reasons: ExplainStop[];
}

/** The rules in the order they were tried. */
export function triedRules(stops: readonly ExplainStop[]): TriedRule[] {
  const rules = new Map<string, TriedRule>();
  for (const stop of stops) {
    if (stop.rule === null || stop.ref === null || !stop.code.startsWith('RT-')) continue;
    const { number, name } = stop.rule;
    const key = `${stop.ref.kind}/${stop.ref.namespace}/${stop.ref.name}/${number}`;
    const rule = rules.get(key) ?? { key, number, name, state: 'lost', reasons: [] };
    rules.set(key, { ...rule, state: nextState(rule.state, stop.code), reasons: [...rule.reasons, stop] });
  }
  return [...rules.values()];
}

function nextState(state: TriedRule['state'], code: string): TriedRule['state'] {
  if (code === 'RT-MATCH') return 'won';
  return code === 'RT-MAY-MATCH' && state !== 'won' ? 'may' : state;
}

/** The same stop of several destinations is said once. */
export function distinctStops(stops: readonly ExplainStop[]): ExplainStop[] {
  const seen = new Set<string>();
  return stops.filter(({ code, ref, path, text }) => {
    const key = JSON.stringify([code, ref, path, text]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What is said of the far side: by place, each once. */
export function atCallee(story: ExplainStory): { connection: ExplainStop[]; permission: ExplainStop[] } {
  const all = distinctStops(story.arrivals.flatMap(({ stops }) => stops));
  const isPermission = ({ code }: ExplainStop) => /^(RA|AP)-/.test(code);
  return { connection: all.filter((stop) => !isPermission(stop)), permission: all.filter(isPermission) };
}

/** What decided about a permission, and the rules that were asked and say nothing of this request. */
export function decidedBy(stops: readonly ExplainStop[]): { decided: ExplainStop[]; missed: ExplainStop[] } {
  const isMiss = ({ code }: ExplainStop) => code === 'AP-MISS' || code === 'AP-DROPPED' || code === 'AP-NO-RULES';
  return { decided: stops.filter((stop) => !isMiss(stop)), missed: stops.filter(isMiss) };
}
