import { defaultThresholds, type Health, type HealthThresholds, healthOf, outcomeOf } from './health.ts';
import { mergeBuckets, type Quantile, quantile } from './quantile.ts';
import type { DurationSample, RequestSample } from './samples.ts';

export interface CodeShare {
  code: string;
  flag: string;
  requestsPerSecond: number;
  /** Whether it counts in the error ratio. */
  error: boolean;
}

/** Golden signals over one window. Ratios are 0..1; quantiles are null without observations. */
export interface Signals {
  requestsPerSecond: number;
  errorRatio: number;
  clientErrorRatio: number;
  requestCount: number;
  p50: Quantile | null;
  p95: Quantile | null;
  p99: Quantile | null;
  codes: CodeShare[];
  health: Health;
}

/** How the numbers are read: the seconds they were averaged over, and what counts as unhealthy. */
export interface Reading {
  windowSeconds: number;
  thresholds?: HealthThresholds;
  /** False while nothing was ever measured: silence then means nothing. */
  measured?: boolean;
}

/** Signals of requests that one reporter counted once. Counts are rate × window, as `increase` computes them. */
export function toSignals(
  requests: readonly Pick<RequestSample, 'code' | 'flags' | 'grpcStatus' | 'requestsPerSecond'>[],
  durations: readonly Pick<DurationSample, 'buckets'>[],
  { windowSeconds, thresholds = defaultThresholds, measured = true }: Reading,
): Signals {
  const rates = { ok: 0, error: 0, 'client-error': 0 };
  for (const sample of requests) rates[outcomeOf(sample)] += sample.requestsPerSecond;
  const total = rates.ok + rates.error + rates['client-error'];
  const buckets = mergeBuckets(durations.map((sample) => sample.buckets));
  const seen = {
    requestsPerSecond: total,
    errorRatio: total > 0 ? rates.error / total : 0,
    clientErrorRatio: total > 0 ? rates['client-error'] / total : 0,
    requestCount: total * windowSeconds,
    p50: quantile(0.5, buckets),
    p95: quantile(0.95, buckets),
    p99: quantile(0.99, buckets),
  };
  return { ...seen, codes: codeShares(requests), health: measured ? healthOf(seen, thresholds) : 'unknown' };
}

function codeShares(requests: readonly Pick<RequestSample, 'code' | 'flags' | 'grpcStatus' | 'requestsPerSecond'>[]): CodeShare[] {
  const shares = new Map<string, CodeShare>();
  for (const sample of requests) {
    const { code, flags, grpcStatus, requestsPerSecond } = sample;
    if (!(requestsPerSecond > 0)) continue;
    const shown = grpcStatus === '' || grpcStatus === '0' ? code : `grpc ${grpcStatus}`;
    const share = shares.get(`${shown} ${flags}`) ?? {
      code: shown,
      flag: flags,
      requestsPerSecond: 0,
      error: outcomeOf(sample) === 'error',
    };
    share.requestsPerSecond += requestsPerSecond;
    shares.set(`${shown} ${flags}`, share);
  }
  return [...shares.values()].sort((a, b) => b.requestsPerSecond - a.requestsPerSecond);
}
