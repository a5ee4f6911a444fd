import type { Origin } from './origin.ts';
import { definedOf, durationOf, listOf, numberOf } from './read.ts';
import type { PolicyBlock } from './traffic-policy.ts';

/** When a proxy stops sending to an endpoint, with Envoy's defaults filled in. Counters of 0 are off. */
export interface OutlierDetection {
  /** Errors in a row (5xx, failed connections, time-outs). */
  consecutive5xx: number;
  /** 502, 503, 504 in a row. */
  consecutiveGatewayErrors: number;
  /** Failures to reach the endpoint in a row; only when they are counted apart. */
  consecutiveLocalOriginFailures: number;
  splitExternalLocalOriginErrors: boolean;
  intervalMs: number;
  /** Times the number of ejections so far. */
  baseEjectionTimeMs: number;
  /** An endpoint is ejected only while the share of ejected ones stays within it: with the default 10 % and fewer than 10 endpoints, never. */
  maxEjectionPercent: number;
  /** Below this share of healthy endpoints Envoy sends to all of them (its panic threshold); 0 = never. */
  minHealthPercent: number;
  /** Status codes that count as errors instead of 5xx. */
  httpErrorCodes: readonly number[];
  from?: Origin;
}

/** Istio sets counters only where the rule has them, even to 0; the rest is Envoy's (istio pilot applyOutlierDetection). */
export function outlierDetectionOf(block: PolicyBlock | undefined): OutlierDetection | undefined {
  if (block === undefined) return undefined;
  const { fields, from } = block;
  const split = fields.splitExternalLocalOriginErrors === true;
  const localOrigin = numberOf(fields.consecutiveLocalOriginFailures) || 5;
  return {
    consecutive5xx: numberOf(fields.consecutive5xxErrors) ?? 5,
    consecutiveGatewayErrors: numberOf(fields.consecutiveGatewayErrors) ?? 0,
    consecutiveLocalOriginFailures: split ? localOrigin : 0,
    splitExternalLocalOriginErrors: split,
    intervalMs: durationOf(fields.interval) ?? 10_000,
    baseEjectionTimeMs: durationOf(fields.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: numberOf(fields.maxEjectionPercent) || 10,
    minHealthPercent: numberOf(fields.minHealthPercent) ?? 0,
    httpErrorCodes: listOf(fields.outlierDetectionHttpErrorCodes).flatMap((code) => numberOf(code) ?? []),
    ...definedOf({ from }),
  };
}
