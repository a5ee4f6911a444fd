import { parseFloatText } from '../format-float.ts';
import { parseDurationMs } from '../promql/literals.ts';
import { parseQuery } from '../promql/parse.ts';
import type { Matcher } from '../store/matcher.ts';

/** A request that Prometheus answers with one of its error objects. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly type: 'bad_data' | 'execution' | 'not_found';

  constructor(type: ApiError['type'], message: string) {
    super(message);
    this.type = type;
  }
}

export function badParameter(name: string, reason: string): ApiError {
  return new ApiError('bad_data', `invalid parameter "${name}": ${reason}`);
}

/** Seconds since the epoch or RFC 3339, in milliseconds. */
export function timeParameter(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const seconds = parseFloatText(text);
  if (seconds !== undefined && Number.isFinite(seconds)) return Math.round(seconds * 1000);
  const isRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  const parsed = isRfc3339 ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) throw badParameter(name, `cannot parse "${text}" to a valid timestamp`);
  return parsed;
}

/** Seconds or a duration such as `1m30s`, in milliseconds. */
export function durationParameter(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const seconds = parseFloatText(text);
  if (seconds !== undefined && Number.isFinite(seconds)) return Math.round(seconds * 1000);
  const durationMs = parseDurationMs(text);
  if (durationMs === undefined) throw badParameter(name, `cannot parse "${text}" to a valid duration`);
  return durationMs;
}

/** Zero means no limit. */
export function limitParameter(parameters: URLSearchParams): number {
  const text = parameters.get('limit') ?? '';
  if (text === '') return 0;
  if (!/^\d+$/.test(text)) throw badParameter('limit', 'limit must be non-negative');
  return Number(text);
}

/** The selectors of `match[]`, each as its matchers. */
export function matchParameters(parameters: URLSearchParams): Matcher[][] {
  return parameters.getAll('match[]').map((text) => {
    const parsed = parseQuery(text);
    if ('error' in parsed) throw badParameter('match[]', parsed.error);
    if (parsed.expr.kind !== 'selector') throw badParameter('match[]', '1:1: parse error: expected a series selector');
    return [...parsed.expr.matchers];
  });
}
