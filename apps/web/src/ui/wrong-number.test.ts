import { expect, test } from 'vitest';
import { toneOf, wrongNumber } from './wrong-number.ts';

const p99 = { valueMs: 1800 };

test.each([
  ['nothing of what is healthy', 'healthy', 0.002, p99, null],
  ['nothing of what is idle', 'idle', 0, null, null],
  ['the latency where errors are few', 'degraded', 0.0003, p99, { of: 'p99', tone: 'warn' }],
  ['the errors from 1 % on, however slow it is', 'degraded', 0.01, p99, { of: 'errors', tone: 'warn' }],
  ['the errors of what fails', 'failing', 0.2, p99, { of: 'errors', tone: 'fail' }],
  ['the errors where no latency is known', 'degraded', 0.004, null, { of: 'errors', tone: 'warn' }],
])('blames %s', (_, health, errorRatio, quantile, wrong) => expect(wrongNumber({ health, errorRatio, p99: quantile })).toEqual(wrong));

test('only the wrong number is coloured', () => {
  const slow = { health: 'degraded', errorRatio: 0.0003, p99 };
  expect([toneOf(slow, 'p99'), toneOf(slow, 'errors')]).toEqual(['warn-ink', '']);
});
