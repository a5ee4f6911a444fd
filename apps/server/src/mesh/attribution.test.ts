import { describe, expect, onTestFinished, test } from 'vitest';
import { type Call, seenByBoth } from '../metrics/prometheus.fixture.ts';
import { bookinfo, canary, clusterOf, subsets } from './cluster.fixture.ts';
import { callsToReviews, ingressCalls, lookUntil } from './mesh-views.fixture.ts';
import { viewMesh } from './view-mesh.ts';

const look = lookUntil(onTestFinished);
const range = { range: 300 };
const ratings = { kind: 'VirtualService', namespace: 'default', name: 'ratings' };
const reviews = { ...ratings, name: 'reviews' };

/** As Istio's own sample writes it: two rules to one version, neither with a name. */
const delayForJason = (secondFault = '') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings}
spec:
  hosts: [ratings]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    fault: {delay: {percentage: {value: 100}, fixedDelay: 7s}}
    route: [{destination: {host: ratings}}]
  - route: [{destination: {host: ratings}}]
    ${secondFault}
`;

const toRatings = (rate: number, extra: Partial<Call> = {}) => seenByBoth({ from: 'reviews-v3', to: 'ratings-v1', rate, ...extra });
/** A caller that hangs up before the delay is over: its proxy knows no version, and the callee sees nothing. */
const hungUp: Call = { reporter: 'source', from: 'reviews-v3', to: '', service: 'ratings', rate: 0.5, code: '0', flags: 'DI,DC' };
const delayed = [...toRatings(1, { flags: 'DI', latencyMs: 7010 }), hungUp];

describe('an unnamed fault beside another unnamed rule', () => {
  const ask = { kind: 'fault', ref: ratings, ruleIndex: 0, historySeconds: 300 } as const;

  test('shows the requests that Envoy flagged, and calls the rest not attributable', async () => {
    const watch = await (await look(delayForJason(), [...ingressCalls, ...toRatings(20), ...delayed])).watch(ask);
    expect(watch.verdicts).toMatchObject([
      { code: 'delay-seen', values: { delayMs: 7000 } },
      { code: 'not-attributable', values: { fix: 'name' } },
    ]);
    expect(watch.verdicts.map(({ values }) => values.requestsPerSecond)).toEqual([expect.closeTo(1.5, 6), expect.closeTo(20, 6)]);
    expect(watch.contenders.map(({ label, attributable, shareSeen }) => [label, attributable, shareSeen])).toEqual([
      ['rule', false, null],
      ['delayed', true, null],
    ]);
    expect(watch.contenders[1]?.signals.requestsPerSecond).toBeCloseTo(1.5, 6);
    expect(watch.charts.errors.timesMs).toEqual([]);
    expect(watch.notes.map(({ code }) => code)).toEqual(['route-unnamed']);
  });

  test('never says that the rule got no request where it may have', async () => {
    const watch = await (await look(delayForJason(), [...ingressCalls, ...toRatings(20)])).watch(ask);
    expect(watch.verdicts).toMatchObject([{ code: 'delay-seen', values: { requestsPerSecond: 0 } }, { code: 'not-attributable' }]);
  });

  test('says so where nobody called at all', async () => {
    expect((await (await look(delayForJason(), ingressCalls)).watch(ask)).verdicts).toEqual([{ code: 'no-requests', values: {} }]);
  });

  test('names no victims where the other rule delays as well', async () => {
    const both = delayForJason('fault: {delay: {percentage: {value: 10}, fixedDelay: 1s}}');
    const watch = await (await look(both, [...ingressCalls, ...toRatings(20), ...delayed])).watch(ask);
    expect(watch.verdicts.map(({ code }) => code)).toEqual(['not-attributable']);
    expect(watch.contenders.map(({ attributable }) => attributable)).toEqual([false, false]);
  });

  test('asks for route names where the metrics carry none', async () => {
    const watch = await (await look(delayForJason(), toRatings(20))).watch(ask);
    expect(watch.verdicts.at(-1)).toMatchObject({ code: 'not-attributable', values: { fix: 'telemetry' } });
  });

  test('has no numbers in lists either', async () => {
    const views = await look(delayForJason(), [...ingressCalls, ...toRatings(20), ...delayed]);
    expect((await views.traffic(range)).experiments).toMatchObject([{ kind: 'fault', signals: null, seen: [{ share: null }] }]);
    const detail = await views.serviceDetail({ namespace: 'default', name: 'ratings' }, 300);
    expect(detail?.routes.map(({ kind, signals }) => [kind, signals?.requestsPerSecond.toFixed(1)])).toEqual([
      ['rule', undefined],
      ['rule', undefined],
      ['not-attributable', '21.5'],
    ]);
  });
});

describe('a canary', () => {
  const ask = { kind: 'canary', ref: reviews, ruleIndex: 1, historySeconds: 300 } as const;

  test('has no shares where another unnamed rule leads to one of its versions', async () => {
    const unnamed = canary.replace('subset: v3', 'subset: v1').replace(/- name: \w+\n {4}/g, '- ');
    const calls = [...ingressCalls, ...callsToReviews('reviews-v1', 36, ''), ...callsToReviews('reviews-v2', 4, '')];
    const watch = await (await look(`${subsets}---${unnamed}`, calls)).watch(ask);
    expect(watch.verdicts.map(({ code }) => code)).toEqual(['not-attributable']);
    expect(watch.contenders.map(({ label, shareSeen, shareConfigured }) => [label, shareSeen, shareConfigured])).toEqual([
      ['v1', null, 0.9],
      ['v2', null, 0.1],
    ]);
    expect(watch.charts.share).toBeNull();
  });

  test.each([
    { name: 'many', rates: [36, 4] as const },
    { name: 'too few to compare otherwise', rates: [9, 1] as const },
  ])('whose callers all hang up on a version fails there: $name', async ({ rates: [v1, v2] }) => {
    const cut = callsToReviews('reviews-v2', v2, 'canary', { code: '0', flags: 'DC' });
    const watch = await (await look(`${subsets}---${canary}`, [...callsToReviews('reviews-v1', v1, 'canary'), ...cut])).watch(ask);
    expect(watch.contenders[1]?.signals).toMatchObject({
      errorRatio: 1,
      clientErrorRatio: 0,
      codes: [{ code: '0', flag: 'DC', error: true }],
    });
    expect(watch.verdicts[1]).toMatchObject({ code: 'errors-worse', values: { label: 'v2', ratio: 1, baselineRatio: 0 } });
    expect(watch.charts.errors.lines.find(({ key }) => key === 'v2')?.values.at(-1)).toBe(1);
  });

  test('says how much reached no version, and why', async () => {
    const lost: Call = {
      reporter: 'source',
      from: 'productpage-v1',
      to: '',
      service: 'reviews',
      rate: 10,
      routeName: 'canary',
      code: '503',
      flags: 'UH',
    };
    const views = await look(`${subsets}---${canary}`, [
      ...callsToReviews('reviews-v1', 27, 'canary'),
      ...callsToReviews('reviews-v2', 3, 'canary'),
      lost,
    ]);
    const { verdicts } = await views.watch(ask);
    expect(verdicts.slice(0, 2)).toMatchObject([
      { code: 'share-as-intended' },
      { code: 'unreached', values: { ratio: expect.closeTo(0.25, 6), code: '503', flag: 'UH' } },
    ]);
    const none = await (await look(`${subsets}---${canary}`, [lost])).watch(ask);
    expect(none.verdicts.map(({ code }) => code)).toEqual(['unreached', 'too-few-requests']);
  });

  test('shows the queries of its table and of its charts', async () => {
    const watch = await (await look(`${subsets}---${canary}`, callsToReviews('reviews-v1', 36, 'canary'))).watch(ask);
    expect(watch.query).toContain('[60s]');
    expect(watch.charts.share?.query).toBe(watch.query.replace('[60s]', `[${watch.charts.share?.windowSeconds}s]`));
    const nameless = await (await look(`${subsets}---${canary}`, callsToReviews('reviews-v1', 36, ''))).watch(ask);
    expect(nameless.query).not.toContain('route_name');
  });
});

test('a chart by version has no line for requests that reached none where there were none', async () => {
  const lost: Call = {
    reporter: 'source',
    from: 'productpage-v1',
    to: '',
    service: 'reviews',
    rate: 0,
    routeName: 'canary',
    code: '0',
    flags: 'DC',
  };
  const linesOf = async (calls: readonly Call[]) =>
    (await (await look('', calls)).serviceDetail({ namespace: 'default', name: 'reviews' }, 300))?.charts?.requestsByVersion.lines.map(
      ({ key }) => key,
    );
  const answered = callsToReviews('reviews-v1', 36, 'default');
  expect(await linesOf([...answered, lost])).toEqual(['v1']);
  expect(await linesOf([...answered, { ...lost, rate: 1 }])).toEqual(['unknown', 'v1']);
});

test('the summary counts the experiments that the traffic page lists', async () => {
  const older = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: platform, creationTimestamp: "2025-01-01T00:00:00Z"}
spec:
  hosts: [reviews]
  http: [{name: all, route: [{destination: {host: reviews}}]}]
`;
  for (const yaml of [`${subsets}---${canary}`, `${subsets}---${canary}---${older}`]) {
    const views = await look(yaml, []);
    const cluster = { ...clusterOf(bookinfo(yaml)), kinds: () => [] };
    expect(viewMesh(cluster, views.world()).counts.experiments).toBe((await views.traffic(range)).experiments.length);
  }
});
