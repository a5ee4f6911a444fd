import type { Watch } from '@pidalio/contract';
import { groupBy } from '@pidalio/topology';
import { routeNamesOf } from './attribution.ts';
import { type ChosenRule, rowsOfRule, type Taking } from './chosen-rule.ts';
import { errorChart, type History, type HistoryRow, linesBy, quantileOverTime, ratio, sumRows, toChart } from './history.ts';
import type { LabelValues } from './promql.ts';
import type { Scene } from './scene.ts';

/** What one kind of experiment adds to the frame that all share. */
export type Watched = Pick<Watch, 'contenders' | 'verdicts' | 'notes' | 'charts'>;

export interface WatchContext {
  scene: Scene;
  chosen: ChosenRule;
  taking: Taking;
  history: (labels: LabelValues) => Promise<History>;
}

export function serviceLabels({ service }: ChosenRule): Record<string, string> {
  return { destination_service_namespace: service.namespace, destination_service_name: service.name };
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
  const names = { route_name: routeNamesOf(chosen.rule) };
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
