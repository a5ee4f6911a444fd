import { formatSampleValue } from '../format-float.ts';
import { type Point, type QueryData, type QueryResult, queryInstant, queryRange } from '../promql/query.ts';
import type { SeriesStore } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { ApiError, badParameter, durationParameter, limitParameter, timeParameter } from './parameters.ts';

export interface QuerySettings {
  store: SeriesStore;
  now: () => number;
  lookbackDeltaMs: number;
}

/** `GET|POST /api/v1/query` */
export function answerQuery(settings: QuerySettings, parameters: URLSearchParams): Answer {
  const timeMs = timeParameter(parameters, 'time') ?? settings.now();
  return toAnswer(
    queryInstant(settings.store, parameters.get('query') ?? '', timeMs, options(settings, parameters)),
    limitParameter(parameters),
  );
}

/** Prometheus web/api/v1/api.go, queryRange: "enough for 60s resolution for a week or 1h resolution for a year". */
const mostPoints = 11_000;

/** `GET|POST /api/v1/query_range` */
export function answerQueryRange(settings: QuerySettings, parameters: URLSearchParams): Answer {
  const startMs = required(timeParameter(parameters, 'start'), 'start', 'timestamp');
  const endMs = required(timeParameter(parameters, 'end'), 'end', 'timestamp');
  if (endMs < startMs) throw badParameter('end', 'end timestamp must not be before start time');
  const stepMs = required(durationParameter(parameters, 'step'), 'step', 'duration');
  if (stepMs <= 0) throw badParameter('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  if ((endMs - startMs) / stepMs > mostPoints) {
    throw new ApiError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  const result = queryRange(settings.store, parameters.get('query') ?? '', { startMs, endMs, stepMs }, options(settings, parameters));
  return toAnswer(result, limitParameter(parameters));
}

function required(value: number | undefined, name: string, kind: string): number {
  if (value === undefined) throw badParameter(name, `cannot parse "" to a valid ${kind}`);
  return value;
}

function options(settings: QuerySettings, parameters: URLSearchParams) {
  return { lookbackDeltaMs: durationParameter(parameters, 'lookback_delta') ?? settings.lookbackDeltaMs };
}

function toAnswer(result: QueryResult, limit: number): Answer {
  if (result.status === 'error') throw new ApiError(result.errorType, result.error);
  const { data, isCut } = limited(result.data, limit);
  const warnings = isCut ? [...result.warnings, 'results truncated due to limit'] : result.warnings;
  return { data: toJson(data), warnings, infos: result.infos };
}

function limited(data: QueryData, limit: number): { data: QueryData; isCut: boolean } {
  if (limit === 0 || (data.resultType !== 'vector' && data.resultType !== 'matrix') || data.result.length <= limit)
    return { data, isCut: false };
  if (data.resultType === 'vector') return { data: { resultType: 'vector', result: data.result.slice(0, limit) }, isCut: true };
  return { data: { resultType: 'matrix', result: data.result.slice(0, limit) }, isCut: true };
}

function toJson(data: QueryData): unknown {
  switch (data.resultType) {
    case 'vector':
      return { resultType: 'vector', result: data.result.map(({ metric, point }) => ({ metric, value: pointJson(point) })) };
    case 'matrix':
      return { resultType: 'matrix', result: data.result.map(({ metric, points }) => ({ metric, values: points.map(pointJson) })) };
    case 'scalar':
      return { resultType: 'scalar', result: pointJson(data.result) };
    case 'string':
      return { resultType: 'string', result: [data.result[0] / 1000, data.result[1]] };
  }
}

function pointJson([timestampMs, value]: Point): [number, string] {
  return [timestampMs / 1000, formatSampleValue(value)];
}
