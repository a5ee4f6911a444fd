import { expect, test } from 'vitest';
import { parseKnobs, podKnobs } from './knobs.ts';

test('without data the scenario runs as it is', () => {
  expect(parseKnobs({})).toMatchObject({ pagesPerSecond: 40, jasonPercent: 5, otherUsersPercent: 10, legacyRequestsPerSecond: 2 });
});

test('what is no number in its range counts as not set', () => {
  const knobs = parseKnobs({
    'pages-per-second': 'many',
    'jason-percent': '101',
    'other-users-percent': '',
    'legacy-requests-per-second': '0',
  });
  expect(knobs).toMatchObject({ pagesPerSecond: 40, jasonPercent: 5, otherUsersPercent: 10, legacyRequestsPerSecond: 0 });
});

test('a workload can be slow, flaky or dead', () => {
  const knobs = parseKnobs({ 'reviews-v2.slow-ms': '800', 'reviews-v2.error-percent': '12.5', 'ratings-v1.dead': 'true' });
  expect(podKnobs(knobs, podOf('reviews-v2'))).toEqual({ slowMs: 800, errorPercent: 12.5, dead: false });
  expect(podKnobs(knobs, podOf('ratings-v1')).dead).toBe(true);
  expect(podKnobs(knobs, podOf('details-v1'))).toEqual({ slowMs: 0, errorPercent: 0, dead: false });
});

test('one pod of a workload can be bad while the others are not', () => {
  const knobs = parseKnobs({ 'reviews-v2-7d4c5-abcde.error-percent': '100' });
  expect(podKnobs(knobs, podOf('reviews-v2', 'reviews-v2-7d4c5-abcde')).errorPercent).toBe(100);
  expect(podKnobs(knobs, podOf('reviews-v2', 'reviews-v2-7d4c5-vwxyz')).errorPercent).toBe(0);
});

function podOf(workload: string, name = `${workload}-7d4c5-x`) {
  return { name, workload: { name: workload } };
}
