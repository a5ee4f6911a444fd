import { expect, test } from 'vitest';
import { runScript } from './run-script.ts';

const requests = `
load 1m
  requests_total{version="v1", code="200"} 0+60x20
  requests_total{version="v1", code="500"} 0+6x20
  requests_total{version="v2", code="200"} 0+30x20
  limits{version="v1"} 100
`;

test.each<[string, string]>([
  ['rates and groups', 'eval instant at 10m sum by (version) (rate(requests_total[5m]))\n  {version="v1"} 1.1\n  {version="v2"} 0.5'],
  [
    'ratios through matching',
    'eval instant at 10m sum(rate(requests_total{code=~"5.."}[5m])) / sum(rate(requests_total[5m]))\n  {} 0.0625',
  ],
  ['range queries', 'eval range from 0 to 4m step 2m requests_total{version="v2"}\n  requests_total{version="v2", code="200"} 0 60 120'],
  ['order', 'eval instant at 10m sort_desc(sum by (code) (requests_total))\n  expect ordered\n  {code="200"} 900\n  {code="500"} 60'],
  ['scalars', 'eval instant at 0 2 ^ 3 ^ 2\n  512'],
  ['a sign that binds weaker than a power', 'eval instant at 0 -2 ^ 2\n  -4'],
  [
    'offset binding to its selector only',
    'eval instant at 10m requests_total{version="v2"} - requests_total offset 2m\n  {version="v2", code="200"} 60',
  ],
  ['strings', 'eval instant at 0 "a\\tb"\n  expect string "a\tb"'],
  ['failures', 'eval instant at 10m requests_total * on(code) requests_total\n  expect fail msg: many-to-many matching not allowed'],
  ['infos', 'eval instant at 10m rate(limits[5m])\n  expect no_info'],
  ['staleness and gaps', 'clear\nload 1m\n  up 1 _ stale 1\neval range from 0 to 3m step 1m up\n  up 1 1 _ 1'],
  ['counter resets', 'clear\nload 1m\n  c_total 0 10 0 10\neval instant at 3m increase(c_total[3m1s])\n  {} 20'],
])('passes a script about %s', (_, script) => {
  expect(runScript(`${requests}\n${script}\n`)).toEqual({ passed: 1, failures: [], notRunnable: [] });
});

test.each<[string, string, string]>([
  ['a wrong value', 'eval instant at 0 1 + 1\n  3', 'expected 3, got 2'],
  ['a missing series', 'eval instant at 0 vector(1)', 'expected 0 series, got 1'],
  ['a failure that does not come', 'eval_fail instant at 0 1', 'should have failed'],
  ['a warning that does not come', 'eval instant at 0 vector(1)\n  expect warn\n  {} 1', 'warnings: none'],
])('reports %s', (_, script, reason) => {
  const report = runScript(script);
  expect(report.passed).toBe(0);
  expect(report.failures[0]?.reason).toContain(reason);
});

test('what is expected of series that were taken out of the script is told apart from failures', () => {
  const script = `load 1m
  data{type="floats"} 1 2
eval instant at 1m min(data)
  expect info
  {} 2
eval instant at 1m count_over_time(data[2m])
  {type="floats"} 2
  {type="histograms"} 2
eval instant at 1m min(data)
  {} 3
`;
  const { passed, notRunnable, failures } = runScript(script);
  expect({ passed, notRunnable: notRunnable.map(({ line }) => line), failures: failures.map(({ line }) => line) }).toEqual({
    passed: 0,
    notRunnable: [3, 6],
    failures: [9],
  });
});
