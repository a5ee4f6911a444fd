import type { Random } from './random.ts';

/** ln(5) / 2.326: the 99th percentile of a lognormal with this sigma is five times its median. */
const SIGMA = 0.69;

/** Medians of the work an application does itself, not counting its calls. */
export const WORK_MEDIAN_MS = {
  productpage: 12,
  details: 2,
  'reviews-v1': 8,
  'reviews-v2': 10,
  'reviews-v3': 12,
  ratings: 2,
  static: 1,
} as const;

/** One draw of a lognormal time: right-skewed, as service times are. Independent of load. */
export function drawLatencyMs(medianMs: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(SIGMA * normal);
}

/** Two proxies and the network between them, one way. */
export function drawHopMs(random: Random): number {
  return 0.5 + 0.5 * random();
}
