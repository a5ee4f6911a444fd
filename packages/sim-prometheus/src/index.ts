export { type Exposition, ExpositionError, parseExposition } from './exposition/parse-exposition.ts';
export type { FamilySample, MetricFamily, MetricType, Sample } from './exposition/sample.ts';
export { type ScrapeOptions, type ScrapeTarget, type Scraping, startScraping } from './exposition/scrape.ts';
export { expositionContentType, writeExposition } from './exposition/write-exposition.ts';
export { createStore, type SeriesHandle, type SeriesStore, type StoreOptions } from './store/store.ts';
