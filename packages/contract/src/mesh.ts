import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { objectRef, sourced } from './numbers.ts';
import { none } from './query.ts';

/** A fault that some rule injects now. */
export const activeFault = z.object({
  ref: objectRef,
  /** Index in `spec.http`. */
  ruleIndex: z.number(),
  routeName: z.string(),
  hosts: z.array(z.string()),
  delay: z.object({ percent: z.number(), delayMs: z.number() }).nullable(),
  abort: z.object({ percent: z.number(), status: z.string() }).nullable(),
  /** The match in words of the field's own, e.g. `uri exact /productpage`. One entry per OR-ed block; empty: every request. */
  matches: z.array(z.string()),
  /** Field manager and time of the last write, where managedFields tell. */
  manager: z.string().nullable(),
});
export type ActiveFault = z.infer<typeof activeFault>;

export const meshSummary = z.object({
  ...sourced,
  /** From istiod's image or `istio_build`; null when neither is seen. */
  istioVersion: z.string().nullable(),
  trustDomain: z.string(),
  clusterDomain: z.string(),
  istioNamespace: z.string(),
  revision: z.string().nullable(),
  namespaces: z.array(
    z.object({
      name: z.string(),
      injected: z.boolean(),
      pods: z.number(),
      sidecars: z.number(),
      mtls: z.enum(['strict', 'permissive', 'disabled', 'unset']),
    }),
  ),
  /** The author of writes. */
  identity: z.object({ name: z.string(), groups: z.array(z.string()) }),
  /** Whether the server writes at all, and if not, why. */
  writes: z.object({ allowed: z.boolean(), reason: z.enum(['read-only', 'not-loopback']).nullable() }),
  /** Whether `route_name` is on the metrics of the callers' proxies (D5). */
  routeTelemetry: z.object({ state: z.enum(['on', 'off', 'unknown']), ref: objectRef.nullable() }),
  faults: z.array(activeFault),
  counts: z.object({ services: z.number(), workloads: z.number(), configObjects: z.number(), experiments: z.number() }),
  refreshSeconds: z.number(),
});
export type MeshSummary = z.infer<typeof meshSummary>;

export const getMesh = endpoint({
  id: 'getMesh',
  method: 'GET',
  path: '/api/mesh',
  summary: 'The mesh at a glance: version, namespaces, sources, active faults.',
  params: none,
  query: none,
  body: none,
  response: meshSummary,
});
