import { z } from 'zod';
import type { OutcomeKind } from './journey.ts';

const labels = z.record(z.string(), z.string());

/** Who sends: in full, or `namespace/name` of a workload among the objects. */
const from = z.union([
  z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'is namespace/name, such as default/productpage-v1'),
  z.strictObject({
    namespace: z.string(),
    name: z.string().optional(),
    labels: labels.default({}),
    proxy: z.enum(['sidecar', 'gateway', 'none']).default('sidecar'),
    serviceAccount: z.string().optional(),
  }),
]);

const KINDS = ['delivered', 'answered', 'denied', 'no-route', 'unreachable', 'uncertain'] as const satisfies readonly (
  | OutcomeKind
  | 'uncertain'
)[];

const share = z.number().min(0).max(1);

const savedTest = z.strictObject({
  name: z.string().min(1),
  from,
  /** `METHOD [http(s)://]host[:port]/path`. */
  request: z.string(),
  /** HTTP, or gRPC where the content-type says so. */
  protocol: z.enum(['http', 'grpc', 'tcp']).optional(),
  /** The port that is called, where the request does not say it. */
  port: z.number().int().min(1).max(65_535).optional(),
  sni: z.string().optional(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  claims: z.record(z.string(), z.unknown()).optional(),
  unknown: z.array(z.enum(['method', 'path', 'query', 'headers', 'host', 'labels', 'claims'])).default([]),
  /** What must hold; what is left out may be anything. */
  expect: z.strictObject({
    verdict: z.enum(KINDS).optional(),
    /** Envoy's route name. */
    route: z.string().optional(),
    /** `Kind namespace/name` of the object whose rule is used. */
    governedBy: z.string().optional(),
    /** Share of each destination, `host:port` or `host:port/subset`; those and no others. */
    to: z.record(z.string(), share).optional(),
    /** What the caller gets in the likeliest case; null: the application decides. */
    status: z.number().int().nullable().optional(),
    flags: z.string().optional(),
  }),
});

/** A saved explanation: a request, and what must come of it. */
export type SavedTest = z.output<typeof savedTest>;

export const savedTests = z.strictObject({ tests: z.array(savedTest).min(1, 'there is no test in it') });
