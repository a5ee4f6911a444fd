import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

test('buckets are cumulative and include their bound', () => {
  const histogram = new Histogram('h', { a: 'b' });
  for (const value of [0.2, 5, 5.1, 9_000_000]) histogram.observe(value);
  const bucket = (le: string) => histogram.samples.find(({ labels }) => labels.__name__ === 'h_bucket' && labels.le === le)?.value;
  expect([bucket('0.5'), bucket('1'), bucket('5'), bucket('10'), bucket('3600000'), bucket('+Inf')]).toEqual([1, 1, 2, 3, 3, 4]);
  const [sum, count] = histogram.samples.slice(-2);
  expect(sum).toEqual({ labels: { __name__: 'h_sum', a: 'b' }, value: 9_000_010.3 });
  expect(count?.value).toBe(4);
});
