import { expect, test } from 'vitest';
import { parseQuery } from './parse.ts';

test.each([
  ['', 'unknown position: parse error: no expression found in input'],
  ['sum(', '1:5: parse error: unexpected end of input'],
  ['up{job="a"', '1:11: parse error: unexpected end of input'],
  ['up{job=1}', '1:8: parse error: unexpected "1"'],
  ['nonsense(up)', '1:1: parse error: unknown function with name "nonsense"'],
  ['up up', '1:4: parse error: unexpected "up"'],
  ['rate(up)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
  ['rate(up[5m], 1)', '1:1: parse error: expected 1 argument(s) in call to "rate", got 2'],
  ['sum(1)', '1:5: parse error: expected type instant vector in aggregation expression, got scalar'],
  ['topk(up)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1'],
  ['{a=""}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['up{__name__="down"}', '1:1: parse error: metric name must not be set twice: "up" or "down"'],
  ['1 > 2', '1:1: parse error: comparisons between scalars must use BOOL modifier'],
  ['up and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
  ['up + bool up', '1:1: parse error: bool modifier can only be used on comparison operators'],
  ['up and on(a) group_left up', '1:1: parse error: no grouping allowed for "and" operation'],
  ['(up)[5m]', '1:1: parse error: ranges only allowed for vector selectors'],
  ['up offset 5m[5m]', '1:1: parse error: no offset modifiers allowed before range'],
  [
    'sum(up) offset 5m',
    '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['up[0s]', '1:4: parse error: duration must be greater than 0'],
  ['up{a=~"("}', '1:4: parse error: error parsing regexp: missing closing ): `^(?s:()$`'],
  ['"open', '1:1: parse error: unterminated quoted string or unknown escape sequence'],
  ['sum(\n  rate(up)\n)', '2:8: parse error: expected type range vector in call to function "rate", got instant vector'],
  [
    'mad_over_time(up[5m])',
    '1:1: parse error: "mad_over_time()" function is experimental and must be enabled with --enable-feature=promql-experimental-functions',
  ],
  ['histogram_count(up)', '1:1: parse error: function "histogram_count" needs native histograms, which are not supported'],
])('says what is wrong with %j', (query, error) => {
  expect(parseQuery(query)).toEqual({ error });
});

test.each([
  'sum by (le, ) (rate(x_bucket{reporter="source"}[5m]))',
  'SUM(x) BY (a)',
  '{"a.b", "c.d"="e"}',
  'x offset -5m @ start()',
  'max_over_time(rate(x[5m])[1h:])',
  'x[1h30m] offset 1y',
  'x # a comment\n + y',
  '5. + 1_000 + 0x1F + 1e3 + Inf',
  "label_replace(x, 'a', `$1`, \"b\", '(.*)')",
])('accepts %s', (query) => {
  expect(parseQuery(query)).toHaveProperty('expr');
});
