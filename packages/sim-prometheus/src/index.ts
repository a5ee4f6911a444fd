export { ExpositionError, parseExposition } from './exposition/parse-exposition.ts';
export type { FamilySample, MetricFamily, MetricType, Sample } from './exposition/sample.ts';
export { type ScrapeOptions, type ScrapeTarget, type Scraping, startScraping } from './exposition/scrape.ts';
export { expositionContentType, writeExposition } from './exposition/write-exposition.ts';
export { createPrometheusApi, type PrometheusApi, type PrometheusApiOptions } from './http/prometheus-api.ts';
export type { TargetInfo } from './http/status.ts';
export {
  type MatrixSeries,
  type Point,
  type QueryData,
  type QueryOptions,
  type QueryResult,
  queryInstant,
  queryRange,
  type RangeParameters,
  type VectorSample,
} from './promql/query.ts';
export { runScript, type ScriptFailure, type ScriptReport } from './promqltest/run-script.ts';
export { createStore, type MetricMetadata, type SeriesHandle, type SeriesStore, type StoreOptions } from './store/store.ts';
