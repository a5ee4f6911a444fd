import { compareLabels } from '../store/labels.ts';
import type { Series } from '../store/series.ts';
import type { SeriesStore } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { ApiError, badParameter, limitParameter, matchParameters, timeParameter } from './parameters.ts';

/** `GET|POST /api/v1/series` */
export function answerSeries(store: SeriesStore, parameters: URLSearchParams): Answer {
  if (!parameters.has('match[]')) throw new ApiError('bad_data', 'no match[] parameter provided');
  const series = [...matching(store, parameters)].map(({ labels }) => labels).sort(compareLabels);
  return limitedList(
    series.map((labels) => labels.toRecord()),
    parameters,
  );
}

/** `GET|POST /api/v1/labels` */
export function answerLabels(store: SeriesStore, parameters: URLSearchParams): Answer {
  if (!isNarrowed(parameters)) return limitedList(store.labelNames(), parameters);
  const names = new Set<string>();
  for (const { labels } of matching(store, parameters)) {
    labels.forEach((name) => {
      names.add(name);
    });
  }
  return limitedList([...names].sort(), parameters);
}

/** `GET /api/v1/label/<name>/values` */
export function answerLabelValues(store: SeriesStore, name: string, parameters: URLSearchParams): Answer {
  if (name === '') throw badParameter('name', 'invalid label name: ""');
  if (!isNarrowed(parameters)) return limitedList(store.labelValues(name), parameters);
  const values = new Set<string>();
  for (const { labels } of matching(store, parameters)) values.add(labels.get(name));
  values.delete('');
  return limitedList([...values].sort(), parameters);
}

/** `GET /api/v1/metadata` */
export function answerMetadata(store: SeriesStore, parameters: URLSearchParams): Answer {
  const wanted = parameters.get('metric');
  const limit = limitParameter(parameters);
  const data: Record<string, unknown> = {};
  for (const [metric, { type, help }] of store.metadata()) {
    if (wanted !== null && wanted !== metric) continue;
    if (limit > 0 && Object.keys(data).length >= limit) break;
    data[metric] = [{ type, help, unit: '' }];
  }
  return { data };
}

function isNarrowed(parameters: URLSearchParams): boolean {
  return ['match[]', 'start', 'end'].some((name) => parameters.has(name));
}

function matching(store: SeriesStore, parameters: URLSearchParams): Set<Series> {
  const startMs = timeParameter(parameters, 'start');
  const endMs = timeParameter(parameters, 'end');
  if (startMs !== undefined && endMs !== undefined && endMs < startMs)
    throw badParameter('end', 'end timestamp must not be before start time');
  const selectors = matchParameters(parameters);
  const found = new Set<Series>();
  for (const matchers of selectors.length === 0 ? [[]] : selectors) {
    for (const series of store.select(matchers, startMs, endMs)) found.add(series);
  }
  return found;
}

function limitedList(items: readonly unknown[], parameters: URLSearchParams): Answer {
  const limit = limitParameter(parameters);
  if (limit === 0 || items.length <= limit) return { data: items };
  return { data: items.slice(0, limit), warnings: ['results truncated due to limit'] };
}
