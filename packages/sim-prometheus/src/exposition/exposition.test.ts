import { expect, test } from 'vitest';
import { ExpositionError, parseExposition } from './parse-exposition.ts';
import type { MetricFamily, Sample } from './sample.ts';
import { writeExposition } from './write-exposition.ts';

test('writes families with help and type, escaped', () => {
  const families: MetricFamily[] = [
    {
      name: 'requests_total',
      help: 'All requests,\nby \\path.',
      type: 'counter',
      samples: [{ labels: { path: 'C:\\ "x"\n' }, value: 1e21 }],
    },
    {
      name: 'duration_seconds',
      help: 'How long.',
      type: 'histogram',
      samples: [
        { suffix: '_bucket', labels: { le: '+Inf' }, value: 2 },
        { suffix: '_sum', labels: {}, value: Number.NaN },
        { suffix: '_count', labels: {}, value: 2, timestampMs: 1700 },
      ],
    },
  ];
  expect(writeExposition(families)).toBe(
    [
      '# HELP requests_total All requests,\\nby \\\\path.',
      '# TYPE requests_total counter',
      'requests_total{path="C:\\\\ \\"x\\"\\n"} 1e+21',
      '# HELP duration_seconds How long.',
      '# TYPE duration_seconds histogram',
      'duration_seconds_bucket{le="+Inf"} 2',
      'duration_seconds_sum NaN',
      'duration_seconds_count 2 1700',
      '',
    ].join('\n'),
  );
});

test('writes nothing for no families', () => {
  expect(writeExposition([])).toBe('');
});

test.each<[string, Sample]>([
  ['up 1', { labels: { __name__: 'up' }, value: 1 }],
  ['up{} 1 1700', { labels: { __name__: 'up' }, value: 1, timestampMs: 1700 }],
  ['a:b{c="d" , e = "f",} -1.5e-3', { labels: { __name__: 'a:b', c: 'd', e: 'f' }, value: -0.0015 }],
  ['a{b="x\\"y\\\\z\\n}"} +Inf', { labels: { __name__: 'a', b: 'x"y\\z\n}' }, value: Number.POSITIVE_INFINITY }],
  ['{"a.b","c.d"="e"} NaN', { labels: { __name__: 'a.b', 'c.d': 'e' }, value: Number.NaN }],
])('reads %s', (line, sample) => {
  expect(parseExposition(`# TYPE x counter\n\n${line}\n`)).toEqual([sample]);
});

test.each(['up', 'up one', '1up 1', 'up{a=b} 1', 'up{a="b" 1', 'up 1 soon', 'up 1 2 3', '{a="b"} 1'])('refuses %s', (line) => {
  expect(() => parseExposition(`up 1\n${line}`)).toThrow(ExpositionError);
});

test('reads what it wrote', () => {
  const labels = { path: 'a\\b"c\nd', other: '' };
  const page = writeExposition([{ name: 'x', help: '', type: 'gauge', samples: [{ labels, value: 0.1 }] }]);
  expect(parseExposition(page)).toEqual([{ labels: { __name__: 'x', ...labels }, value: 0.1 }]);
});
