import { z } from 'zod';

export const health = z.enum(['healthy', 'degraded', 'failing', 'idle', 'unknown']);
export type Health = z.infer<typeof health>;

/** A quantile of a classic histogram is only known to lie in a bucket. `highMs` is null for the +Inf bucket. */
export const quantile = z.object({ valueMs: z.number(), lowMs: z.number(), highMs: z.number().nullable() });
export type Quantile = z.infer<typeof quantile>;

/** Requests of one response class. `flag` is Envoy's response flag, '-' for none; `error` says whether they count in `errorRatio`. */
export const codeShare = z.object({ code: z.string(), flag: z.string(), requestsPerSecond: z.number(), error: z.boolean() });
export type CodeShare = z.infer<typeof codeShare>;

/** Golden signals over the window of the answer. Ratios are 0..1. `p50`… are null without enough data. */
export const signals = z.object({
  requestsPerSecond: z.number(),
  /** 5xx, transport errors, callers that gave up waiting and gRPC failures, never 4xx. */
  errorRatio: z.number(),
  /** 4xx: shown, never unhealthy. */
  clientErrorRatio: z.number(),
  requestCount: z.number(),
  p50: quantile.nullable(),
  p95: quantile.nullable(),
  p99: quantile.nullable(),
  codes: z.array(codeShare),
  health,
});
export type Signals = z.infer<typeof signals>;

/** The window that numbers are averages over, end aligned to the refresh interval. */
export const window = z.object({ rangeSeconds: z.number(), endMs: z.number(), effectiveRangeSeconds: z.number() });
export type Window = z.infer<typeof window>;

/** State of a source the answer was made from. An answer with a failed source is partial, never missing. */
export const sourceState = z.object({
  source: z.enum(['kubernetes', 'prometheus']),
  state: z.enum(['starting', 'ok', 'stale', 'failed']),
  /** When the data shown was read. */
  dataMs: z.number().nullable(),
  /** Since when the present state holds. */
  sinceMs: z.number(),
  nextTryMs: z.number().nullable(),
  /** The source's own words, when it failed. */
  message: z.string().nullable(),
});
export type SourceState = z.infer<typeof sourceState>;

/** The envelope of every answer that rests on a source. */
export const sourced = { sources: z.array(sourceState) };

/** One line of a chart. Values align with `Series.timesMs`; null is a gap. */
export const line = z.object({ key: z.string(), values: z.array(z.number().nullable()) });
/**
 * Lines by what they show: requests per second by version or code; errors as 0..1 of requests, `all` first, then `503 UH`-like codes or
 * versions; latency in ms, `p50` `p95` `p99` or versions; share 0..1 by version. Empty `timesMs`: nothing is known.
 */
export const chart = z.object({
  timesMs: z.array(z.number()),
  stepSeconds: z.number(),
  /** Each point averages that many seconds before it. */ windowSeconds: z.number(),
  lines: z.array(line),
  /** The query behind the numbers. */ query: z.string(),
});
export type Chart = z.infer<typeof chart>;

export const objectRef = z.object({ kind: z.string(), namespace: z.string(), name: z.string() });
