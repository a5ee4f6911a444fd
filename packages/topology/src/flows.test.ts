import { describe, expect, test } from 'vitest';
import { durations, nobody, peer, productpage, requests, seenByBoth } from './bookinfo.fixture.ts';
import { rateOf, readFlows } from './flows.ts';

const v1 = peer('reviews-v1');
const v3 = peer('reviews-v3');
const read = (samples: Parameters<typeof readFlows>[0]['requests'], mirrored = false) =>
  readFlows({ requests: samples, durations: [], tcp: [] }, () => mirrored);

describe('live traffic', () => {
  test('is counted once though both proxies report it', () => {
    const { live } = read(seenByBoth({ from: productpage, to: v1, rate: 40 }));
    expect(live.map((flow) => rateOf(flow.requests))).toEqual([40]);
  });

  test('of a caller without a proxy is what the callee counted', () => {
    const { live } = read([requests({ reporter: 'destination', from: nobody, to: v1, rate: 2 })]);
    expect(live).toMatchObject([{ proxied: false, security: { mutual: 0, total: 2 } }]);
  });

  test('knows encryption from the callee only', () => {
    const { live } = read(seenByBoth({ from: productpage, to: v1, rate: 40 }));
    expect(live[0]?.security).toEqual({ mutual: 40, total: 40 });
  });

  test('takes tries of one request, counted twice by the callee, for no shadow', () => {
    const samples = [
      requests({ reporter: 'source', from: productpage, to: v1, rate: 10 }),
      requests({ reporter: 'destination', from: productpage, to: v1, rate: 20 }),
    ];
    expect(read(samples)).toMatchObject({ live: [{ proxied: true }], shadow: [] });
  });
});

describe('shadow traffic', () => {
  const live = seenByBoth({ from: productpage, to: v1, rate: 40 });

  test('stands alone where the pair has no live traffic', () => {
    const { shadow } = read([...live, requests({ reporter: 'destination', from: productpage, to: v3, rate: 20 })]);
    expect(shadow).toMatchObject([{ callee: v3, separatedBy: 'alone' }]);
  });

  test('is destination less source where a rule mirrors to a callee with live traffic', () => {
    const { shadow, live: flows } = read([...live, requests({ reporter: 'destination', from: productpage, to: v1, rate: 10 })], true);
    expect(flows.map((flow) => rateOf(flow.requests))).toEqual([40]);
    expect(shadow.map((flow) => [flow.separatedBy, rateOf(flow.requests)])).toEqual([['difference', 10]]);
  });

  test('is subtracted outcome by outcome', () => {
    const { shadow } = read([...live, requests({ reporter: 'destination', from: productpage, to: v1, rate: 10, code: '500' })], true);
    expect(shadow[0]?.requests.filter((sample) => sample.requestsPerSecond > 0)).toMatchObject([{ code: '500', requestsPerSecond: 10 }]);
  });

  test('is not what the caller gave up', () => {
    expect(
      read([...live, requests({ reporter: 'destination', from: productpage, to: v3, rate: 2, code: '0', flags: 'DC' })]).shadow,
    ).toEqual([]);
  });

  test('is not made of the difference between two scrapes', () => {
    const samples = [
      requests({ reporter: 'source', from: productpage, to: v1, rate: 40 }),
      requests({ reporter: 'destination', from: productpage, to: v1, rate: 40.5 }),
    ];
    expect(read(samples, true).shadow).toEqual([]);
  });

  test('keeps its latency only when it stands alone', () => {
    const copy = { reporter: 'destination', from: productpage, to: v3, rate: 20 } as const;
    const alone = readFlows({ requests: [...live, requests(copy)], durations: [durations(copy, 20)], tcp: [] }, () => true);
    expect(alone.shadow[0]?.durations).toHaveLength(1);
  });
});
