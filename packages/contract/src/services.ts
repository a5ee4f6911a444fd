import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { chart, objectRef, signals, sourced, window } from './numbers.ts';
import { none, rangeSeconds, scope, serviceName } from './query.ts';

export const serviceRow = z.object({
  namespace: z.string(),
  name: z.string(),
  host: z.string(),
  ports: z.array(z.object({ name: z.string(), port: z.number(), protocol: z.string() })),
  versions: z.array(z.string()),
  /** What callers' proxies saw, plus callers without a proxy as seen by the server's. */
  signals,
  mtlsRatio: z.number().nullable(),
  governedBy: z.array(objectRef),
});
export const getServices = endpoint({
  id: 'getServices',
  method: 'GET',
  path: '/api/services',
  summary: 'Services with their golden signals.',
  params: none,
  query: scope,
  body: none,
  response: z.object({ ...sourced, window, services: z.array(serviceRow) }),
});
export type ServiceRow = z.infer<typeof serviceRow>;

export const versionRow = z.object({
  version: z.string(),
  versionIndex: z.number(),
  workload: z.string(),
  pods: z.number(),
  labels: z.record(z.string(), z.string()),
  /** 0..1 of the service's live traffic. */
  shareSeen: z.number().nullable(),
  shareConfigured: z.number().nullable(),
  signals,
  sparkline: z.array(z.number().nullable()),
  shadowRequestsPerSecond: z.number(),
});
export const routeRow = z.object({
  /** Position in the rule; null for traffic no rule names ("no rule", "not attributable"). */
  order: z.number().nullable(),
  /** '' for an unnamed rule. */
  routeName: z.string(),
  kind: z.enum(['rule', 'default', 'no-proxy', 'not-attributable']),
  /** Match blocks in words, OR-ed; empty: every other request. */
  matches: z.array(z.string()),
  ref: objectRef.nullable(),
  /** `mesh` or the gateway's namespace/name. */
  via: z.string(),
  signals: signals.nullable(),
  sparkline: z.array(z.number().nullable()),
  destinations: z.array(
    z.object({ label: z.string(), versionIndex: z.number(), shareSeen: z.number().nullable(), shareConfigured: z.number().nullable() }),
  ),
  fault: z.boolean(),
  mirror: z.boolean(),
  /** Attempts per request; null where it cannot be told. */
  retryFactor: z.number().nullable(),
});
export type RouteRow = z.infer<typeof routeRow>;
export const callerRow = z.object({
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  proxy: z.boolean(),
  mtlsRatio: z.number().nullable(),
  signals,
});

export const serviceDetail = z.object({
  ...sourced,
  window,
  service: serviceRow,
  versions: z.array(versionRow),
  routes: z.array(routeRow),
  callers: z.array(callerRow),
  config: z.array(objectRef),
  routeTelemetry: z.enum(['on', 'off', 'unknown']),
  charts: z.object({ requestsByVersion: chart, errors: chart, latency: chart }).nullable(),
});
export type ServiceDetail = z.infer<typeof serviceDetail>;
export const getService = endpoint({
  id: 'getService',
  method: 'GET',
  path: '/api/services/:namespace/:name',
  summary: 'One service: signals over time, versions, routes, callers.',
  params: serviceName,
  query: z.object({ range: rangeSeconds }),
  body: none,
  response: serviceDetail,
});
