import type { Verdict, Watch } from '@pidalio/contract';
import { groupBy, rateOf } from '@pidalio/topology';
import { routeNamesOf } from './attribution.ts';
import { type ChosenRule, rowsOfRule, type Taking } from './chosen-rule.ts';
import { errorChart, type History, type HistoryRow, linesBy, quantileOverTime, ratio, sumRows, toChart, unknownChart } from './history.ts';
import type { LabelValues } from './promql.ts';
import type { Scene } from './scene.ts';

/** What one kind of experiment adds to the frame that all share. */
export type Watched = Pick<Watch, 'contenders' | 'query' | 'verdicts' | 'notes' | 'charts'>;

export interface WatchContext {
  scene: Scene;
  chosen: ChosenRule;
  taking: Taking;
  history: (labels: LabelValues) => Promise<History>;
}

export function serviceLabels({ service }: ChosenRule): Record<string, string> {
  return { destination_service_namespace: service.namespace, destination_service_name: service.name };
}

/** Narrows a query to what took the rule, as far as a label can; without route names on the metrics none does. */
export function ruleLabels(scene: Scene, { rule }: ChosenRule): LabelValues {
  return scene.routeNamesSeen ? { route_name: routeNamesOf(rule) } : {};
}

/** That the numbers of the rule are not known, and what would make them known. */
export function notAttributable(scene: Scene, { hidden }: Taking): Verdict {
  return {
    code: 'not-attributable',
    values: { requestsPerSecond: rateOf(hidden), fix: scene.routeNamesSeen ? 'name' : 'telemetry' },
  };
}

/** Of a rule whose requests cannot be told from those of others. */
export function unknownCharts(history: History, more: LabelValues): Watched['charts'] {
  return {
    share: null,
    requests: unknownChart(history, history.query('destination_workload', more)),
    errors: unknownChart(history, history.query('response_code', more)),
    latency: unknownChart(history, history.quantileQuery(0.99, more)),
  };
}

/** Charts of a rule with one line per contender; `labelOf` says whose a row is, null for nobody's. */
export function chartsBy(
  scene: Scene,
  chosen: ChosenRule,
  history: History,
  labelOf: (row: HistoryRow) => string | null,
): Watched['charts'] {
  const isShown = (row: HistoryRow): boolean => labelOf(row) !== null;
  const keyOf = (row: HistoryRow): string => labelOf(row) ?? '';
  const requests = rowsOfRule(scene, chosen, history.requests).filter(isShown);
  const durations = rowsOfRule(scene, chosen, history.durations).filter(isShown);
  const names = ruleLabels(scene, chosen);
  const whole = sumRows(history, requests);
  const lines = linesBy(history, requests, keyOf).sort((a, b) => (a.key < b.key ? -1 : 1));
  const errors = [...groupBy(requests, keyOf)].map(([key, rows]) => ({ key, values: errorChart(history, rows).lines[0]?.values ?? [] }));
  const latency = [...groupBy(durations, keyOf)].map(([key, rows]) => ({
    key,
    values: quantileOverTime(0.99, rows, history.timesMs.length),
  }));
  return {
    share: toChart(
      history,
      lines.map(({ key, values }) => ({ key, values: ratio(values, whole) })),
      history.query('destination_workload', names),
    ),
    requests: toChart(history, lines, history.query('destination_workload', names)),
    errors: toChart(history, errors, history.query('response_code', names)),
    latency: toChart(history, latency, history.quantileQuery(0.99, names)),
  };
}
