import type { Chart } from '@pidalio/contract';
import { type Bucket, type Flows, groupBy, outcomeOf, type Peer, quantile, UNKNOWN } from '@pidalio/topology';
import type { Matrix } from '../metrics/charts.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { readBound } from '../metrics/read-traffic.ts';
import { type LabelValues, matchers, sumRate } from './promql.ts';

/** Requests over time of one group of series. */
export interface HistoryRow {
  reporter: 'source' | 'destination';
  source: Peer;
  destination: Peer;
  routeName: string;
  code: string;
  flags: string;
  grpcStatus: string;
  leMs: number;
  values: (number | null)[];
}

/** Live traffic over time, by the reporter that counts for each caller; and the copies that no caller counted. */
export interface History {
  timesMs: number[];
  stepSeconds: number;
  /** Each value averages that many seconds before it. */
  windowSeconds: number;
  requests: HistoryRow[];
  durations: HistoryRow[];
  /** What callees counted of callers that count themselves: live and shadow together. */
  received: HistoryRow[];
  receivedDurations: HistoryRow[];
  /** The query that shows one line per value of a label as Prometheus would draw it, for people who want to look there. */
  query: (by?: string, more?: LabelValues, windowSeconds?: number) => string;
  quantileQuery: (q: number, more?: LabelValues) => string;
}

const requestsMetric = 'istio_requests_total';
const durationsMetric = 'istio_request_duration_milliseconds_bucket';
const bothReporters = (selector: string): string => `reporter=~"source|destination",${selector}`;

const ends = [
  'reporter',
  'source_workload',
  'source_workload_namespace',
  'destination_workload',
  'destination_workload_namespace',
  'destination_canonical_service',
  'destination_canonical_revision',
  'route_name',
];

/** Two range queries, whatever is asked of the rows afterwards. */
export async function readHistory(
  metrics: Pick<Metrics, 'matrix'>,
  flows: Flows,
  labels: LabelValues,
  rangeSeconds: number,
): Promise<History> {
  const selector = matchers(labels);
  let rateWindow = '0s';
  const [requests, durations] = await Promise.all([
    metrics.matrix((window) => {
      rateWindow = window;
      return sumRate([...ends, 'response_code', 'response_flags', 'grpc_response_status'], requestsMetric, bothReporters(selector), window);
    }, rangeSeconds),
    metrics.matrix((window) => sumRate(['le', ...ends], durationsMetric, bothReporters(selector), window), rangeSeconds),
  ]);
  const counted = toRows(requests);
  const timed = toRows(durations);
  const reporting = new Set(
    counted.filter(({ reporter }) => reporter === 'source').map(({ source }) => `${source.namespace}/${source.workload}`),
  );
  const reports = ({ source }: HistoryRow): boolean =>
    source.workload !== UNKNOWN && (flows.reports(source) || reporting.has(`${source.namespace}/${source.workload}`));
  // For people who look there: one reporter, the one that counts here.
  const reporter = counted.some((row) => reports(row)) ? 'source' : 'destination';
  const isLive = (row: HistoryRow): boolean => (row.reporter === 'source') === reports(row);
  return {
    timesMs: requests.timesMs,
    stepSeconds: requests.stepSeconds,
    windowSeconds: Number.parseInt(rateWindow, 10),
    requests: counted.filter(isLive),
    durations: timed.filter(isLive),
    received: counted.filter((row) => row.reporter === 'destination' && reports(row)),
    receivedDurations: timed.filter((row) => row.reporter === 'destination' && reports(row)),
    query: (by, more = {}, windowSeconds = undefined) =>
      sumRate(
        by === undefined ? [] : [by],
        requestsMetric,
        matchers({ reporter, ...labels, ...more }),
        windowSeconds === undefined ? rateWindow : `${windowSeconds}s`,
      ),
    quantileQuery: (q, more = {}) =>
      `histogram_quantile(${q}, ${sumRate(['le'], durationsMetric, matchers({ reporter, ...labels, ...more }), rateWindow)})`,
  };
}

function toRows({ rows }: Matrix): HistoryRow[] {
  return rows.map(({ labels, values }) => ({
    reporter: labels.reporter === 'source' ? 'source' : 'destination',
    source: { namespace: labels.source_workload_namespace ?? UNKNOWN, workload: labels.source_workload ?? UNKNOWN, app: '', version: '' },
    destination: {
      namespace: labels.destination_workload_namespace ?? UNKNOWN,
      workload: labels.destination_workload ?? UNKNOWN,
      app: labels.destination_canonical_service ?? UNKNOWN,
      version: labels.destination_canonical_revision ?? UNKNOWN,
    },
    routeName: labels.route_name ?? '',
    code: labels.response_code ?? '',
    flags: labels.response_flags ?? '-',
    grpcStatus: labels.grpc_response_status ?? '',
    leMs: readBound(labels.le),
    values,
  }));
}

export type Values = (number | null)[];

/** Sum over rows; a time at which Prometheus knew nothing at all stays a gap, else a missing row counts as 0. */
export function sumRows(history: Pick<History, 'timesMs' | 'requests'>, rows: readonly HistoryRow[]): Values {
  return history.timesMs.map((_, at) => {
    if (history.requests.every((row) => row.values[at] === null)) return null;
    return rows.reduce((sum, row) => sum + (row.values[at] ?? 0), 0);
  });
}

/** 0..1; a gap where nothing was asked. */
export function ratio(part: Values, whole: Values): Values {
  return part.map((value, at) => {
    const all = whole[at];
    return value === null || all === null || all === undefined || all <= 0 ? null : value / all;
  });
}

/** What is left of one line above another; never below zero, since the two are scraped at different moments. */
export function minus(a: Values, b: Values): Values {
  return a.map((value, at) => (value === null ? null : Math.max(0, value - (b[at] ?? 0))));
}

export function quantileOverTime(q: number, rows: readonly HistoryRow[], points: number): Values {
  return Array.from({ length: points }, (_, at) => {
    const buckets = new Map<number, number>();
    for (const { leMs, values } of rows) buckets.set(leMs, (buckets.get(leMs) ?? 0) + (values[at] ?? 0));
    const sorted: Bucket[] = [...buckets].map(([leMs, perSecond]) => ({ leMs, perSecond })).sort((a, b) => a.leMs - b.leMs);
    return quantile(q, sorted)?.valueMs ?? null;
  });
}

export function isErrorRow(row: HistoryRow): boolean {
  return outcomeOf(row) === 'error';
}

export function toChart(history: History, lines: Chart['lines'], query: string): Chart {
  return { timesMs: history.timesMs, stepSeconds: history.stepSeconds, windowSeconds: history.windowSeconds, lines, query };
}

/** Of what the metrics cannot tell. */
export function unknownChart({ stepSeconds, windowSeconds }: Pick<History, 'stepSeconds' | 'windowSeconds'>, query: string): Chart {
  return { timesMs: [], stepSeconds, windowSeconds, lines: [], query };
}

/** One line per key, in the order given or, where none is, as met. */
export function linesBy(history: History, rows: readonly HistoryRow[], keyOf: (row: HistoryRow) => string): Chart['lines'] {
  return [...groupBy(rows, keyOf)].map(([key, group]) => ({ key, values: sumRows(history, group) }));
}

/** Errors of all requests, then code by code, as 0..1 of all requests. */
export function errorChart(history: History, rows: readonly HistoryRow[], more: LabelValues = {}): Chart {
  const whole = sumRows(history, rows);
  const failed = rows.filter(isErrorRow);
  const byCode = linesBy(history, failed, ({ code, flags, grpcStatus }) => {
    const shown = grpcStatus === '' || grpcStatus === '0' ? code : `grpc ${grpcStatus}`;
    return flags === '-' ? shown : `${shown} ${flags}`;
  });
  const lines = [{ key: 'all', values: sumRows(history, failed) }, ...byCode];
  return toChart(
    history,
    lines.map(({ key, values }) => ({ key, values: ratio(values, whole) })),
    history.query('response_code', more),
  );
}

export function latencyChart(history: History, rows: readonly HistoryRow[], more: LabelValues = {}): Chart {
  const quantiles = [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const;
  const lines = quantiles.map(([key, q]) => ({ key, values: quantileOverTime(q, rows, history.timesMs.length) }));
  return toChart(history, lines, history.quantileQuery(0.99, more));
}
