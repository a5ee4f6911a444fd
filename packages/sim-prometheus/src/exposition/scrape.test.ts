import { createServer } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { queryInstant } from '../promql/query.ts';
import { createStore } from '../store/store.ts';
import { Scraper, startScraping } from './scrape.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(page: () => { status: number; body: string }): Promise<string> {
  const server = createServer((_, res) => {
    const { status, body } = page();
    res.writeHead(status, { 'Content-Type': 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/metrics`;
}

function setUp() {
  const store = createStore({ retentionMs: 3_600_000 });
  const clock = { nowMs: 1_000_000 };
  const scraper = new Scraper(store, 1000, () => clock.nowMs);
  const ask = (query: string) => {
    const result = queryInstant(store, query, clock.nowMs);
    if (result.status === 'error' || result.data.resultType !== 'vector') throw new Error(`no vector from ${query}`);
    return result.data.result.map(({ metric, point }) => [metric, point[1]]);
  };
  return { store, clock, scraper, ask, signal: new AbortController().signal };
}

test('stores samples with the labels of the target, which win, and notes that the target is up', async () => {
  const { store, scraper, ask, signal } = setUp();
  const url = await serve(() => ({
    status: 200,
    body: '# HELP hits_total Hits.\n# TYPE hits_total counter\nhits_total{job="own",path="/"} 3\n',
  }));
  await scraper.round([{ url, labels: { job: 'web' } }], signal);
  expect(ask('hits_total')).toEqual([[{ __name__: 'hits_total', job: 'web', exported_job: 'own', path: '/' }, 3]]);
  expect(ask('up')).toEqual([[{ __name__: 'up', job: 'web' }, 1]]);
  expect(ask('scrape_samples_scraped')).toEqual([[{ __name__: 'scrape_samples_scraped', job: 'web' }, 1]]);
  expect(store.metadata().get('hits_total')).toEqual({ type: 'counter', help: 'Hits.' });
});

test('ends a series that a page no longer has', async () => {
  const { clock, scraper, ask, signal } = setUp();
  let body = 'a 1\nb 2\n';
  const url = await serve(() => ({ status: 200, body }));
  const targets = [{ url, labels: { job: 'web' } }];
  await scraper.round(targets, signal);
  clock.nowMs += 5000;
  body = 'a 1\n';
  await scraper.round(targets, signal);
  expect(ask('a')).toHaveLength(1);
  expect(ask('b')).toHaveLength(0);
});

test.each([
  ['answers with an error', { status: 500, body: 'a 2\n' }],
  ['sends a malformed page', { status: 200, body: 'a 2\nnonsense\n' }],
])('ends the series of a target that %s and says that it is down', async (_, broken) => {
  const { clock, scraper, ask, signal } = setUp();
  let page = { status: 200, body: 'a 1\n' };
  const url = await serve(() => page);
  const targets = [{ url, labels: { job: 'web' } }];
  await scraper.round(targets, signal);
  clock.nowMs += 5000;
  page = broken;
  await scraper.round(targets, signal);
  expect(ask('a')).toEqual([]);
  expect(ask('up')).toEqual([[{ __name__: 'up', job: 'web' }, 0]]);
});

test('ends all series of a target that is gone', async () => {
  const { clock, scraper, ask, signal } = setUp();
  const url = await serve(() => ({ status: 200, body: 'a 1\n' }));
  await scraper.round([{ url, labels: { job: 'web' } }], signal);
  clock.nowMs += 5000;
  await scraper.round([], signal);
  expect(ask('{job="web"}')).toEqual([]);
});

test('scrapes at once when started, and no more once stopped', async () => {
  const { store, clock, ask } = setUp();
  let pages = 0;
  const url = await serve(() => ({ status: 200, body: `pages ${++pages}\n` }));
  const scraping = startScraping({
    store,
    targets: () => [{ url, labels: { job: 'web' } }],
    intervalMs: 3_600_000,
    now: () => clock.nowMs,
  });
  await vi.waitFor(() => expect(ask('pages')).toHaveLength(1));
  scraping.stop();
  expect(ask('pages')[0]?.[1]).toBe(1);
});
