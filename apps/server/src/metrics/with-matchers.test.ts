import { expect, test } from 'vitest';
import { matchersError, withMatchers } from './with-matchers.ts';

const added = 'cluster="eu",env=~"a|b"';

test.each([
  { query: 'up', is: `up{${added}}` },
  { query: 'up{}', is: `up{${added}}` },
  { query: 'up{job="x"}', is: `up{${added},job="x"}` },
  { query: '{__name__="up"}', is: `{${added},__name__="up"}` },
  { query: 'rate(a[5m]) / rate(b{c="}{"}[5m])', is: `rate(a{${added}}[5m]) / rate(b{${added},c="}{"}[5m])` },
  { query: 'sum by (a) (rate(b[1m] offset 5m))', is: `sum by (a) (rate(b{${added}}[1m] offset 5m))` },
  { query: 'histogram_quantile(0.9, sum by (le) (x))', is: `histogram_quantile(0.9, sum by (le) (x{${added}}))` },
  { query: '1 + 2', is: '1 + 2' },
])('adds to every selector of $query', ({ query, is }) => {
  expect(withMatchers(query, added)).toBe(is);
});

test('adds nothing when nothing is configured', () => {
  expect(withMatchers('up', '')).toBe('up');
});

test.each([
  { matchers: '', wrong: false },
  { matchers: 'a="b"', wrong: false },
  { matchers: added, wrong: false },
  { matchers: 'a', wrong: true },
  { matchers: 'a=b', wrong: true },
  { matchers: 'a="b"} or up{c="d"', wrong: true },
])('$matchers is wrong: $wrong', ({ matchers, wrong }) => {
  expect(matchersError(matchers) !== null).toBe(wrong);
});
