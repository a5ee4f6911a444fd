import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { chart, objectRef, signals, sourced, window } from './numbers.ts';
import { none, rangeSeconds, scope, serviceName } from './query.ts';

/** A Kubernetes object as it stands in the cluster, managedFields left out. */
export const kubeObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional(), resourceVersion: z.string().optional() }),
});

/** From where the traffic comes that a wizard steers: from inside the mesh, or through one gateway. */
export const vantage = z.object({
  via: z.string(),
  /** Object that governs now (D7); null: none does, one would be created. */ governing: objectRef.nullable(),
  /** VirtualServices that it hands some of the traffic to: what they say is written there, so that is where it is edited. */
  delegates: z.array(objectRef),
  /** Host as the rule names it. */ host: z.string(),
  requestsPerSecond: z.number(),
});

/** Everything a wizard needs to open on one service. */
export const steering = z.object({
  ...sourced,
  window,
  service: z.object({
    namespace: z.string(),
    name: z.string(),
    host: z.string(),
    ports: z.array(z.object({ name: z.string(), port: z.number() })),
  }),
  workloads: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      versionIndex: z.number(),
      labels: z.record(z.string(), z.string()),
      pods: z.number(),
      requestsPerSecond: z.number(),
      shareSeen: z.number().nullable(),
    }),
  ),
  vantages: z.array(vantage),
  /** The governing and related objects, whole: VirtualServices and DestinationRules. */
  objects: z.array(kubeObject),
  /** What took each rule in force, by the object that holds it and its index there. */
  routes: z.array(
    z.object({
      via: z.string(),
      routeName: z.string(),
      ref: objectRef,
      ruleIndex: z.number(),
      requestsPerSecond: z.number(),
      /** 0..1 of its requests that each workload answered. */ shares: z.array(z.object({ workload: z.string(), share: z.number() })),
      /** False where its requests cannot be told from those of other rules: then the rate holds only part of them. */
      attributable: z.boolean(),
    }),
  ),
  /** Other services, as targets of a mirror. */
  otherServices: z.array(z.object({ namespace: z.string(), name: z.string() })),
});
export type Steering = z.infer<typeof steering>;
export const getSteering = endpoint({
  id: 'getSteering',
  method: 'GET',
  path: '/api/steering/:namespace/:name',
  summary: 'What governs the traffic of a service, for the wizards.',
  params: serviceName,
  query: z.object({ range: rangeSeconds }),
  body: none,
  response: steering,
});

/** Signals of one side of a comparison. Of a fault: `rule` (all its requests), then `delayed` and `aborted` ones. */
export const contender = z.object({
  label: z.string(),
  versionIndex: z.number(),
  shareSeen: z.number().nullable(),
  shareConfigured: z.number().nullable(),
  signals,
  /** Mirror copies: shares are of the live requests of the rule. */
  shadow: z.boolean(),
  /** False where its requests cannot be told from those of other rules: then `signals` hold only part of them. */
  attributable: z.boolean(),
});

/** What a live panel may say. Ratios and shares are 0..1, rates per second; `label` is judged against `baseline`. */
export const verdictCode = z.enum([
  /** label, seen, configured, points: of the version that is farthest from the rule; as intended within 0.03. */
  'share-as-intended',
  'share-off',
  /** The rule got no request in the window. */
  'no-requests',
  /** labels: destinations of the rule that lead to the same workloads, so that their shares cannot be told apart. */
  'destinations-alike',
  /** requestsPerSecond that this rule or another took; fix: `name` the rule, or `telemetry` that puts route names on the metrics. */
  'not-attributable',
  /** ratio of the rule's requests that reached no version; code and flag of most of them. */
  'unreached',
  /** label, baseline, ratio, baselineRatio, pValue: two-proportion z-test, 99 % sure. */
  'errors-worse',
  'errors-better',
  'errors-alike',
  /** label, baseline, ms, lowMs, baselineMs, baselineLowMs: another bucket of the histogram. */
  'latency-worse',
  'latency-better',
  'latency-alike',
  /** label, requests, needed: too few to compare. */
  'too-few-requests',
  /** label, requestsPerSecond, seen, configured (of the live requests of the rule). */
  'shadow-as-intended',
  'shadow-off',
  'no-shadow',
  /** seen, configured, delayMs. */
  'delay-as-intended',
  'delay-off',
  /** seen, configured, status. */
  'abort-as-intended',
  'abort-off',
  /** requestsPerSecond, and delayMs or status: harmed by this rule, of how many is not known. */
  'delay-seen',
  'abort-seen',
]);
export const noteCode = z.enum([
  /** Shadow requests are those of callers that send this version nothing live. */
  'shadow-alone',
  /** label: what its proxy counted less what callers' proxies counted; tries that were repeated count as shadow too. */
  'shadow-by-difference',
  /** No Telemetry object puts route names on the metrics: versions are told apart, rules are not. */
  'route-telemetry-off',
  /** The rule has no name; others of the same object may hide in its numbers. */
  'route-unnamed',
  /** Requests that cannot be told from those of other rules, too few to matter: requestsPerSecond. */
  'not-attributable',
  /** requestsPerSecond of callers without a proxy: they pass by the rule. */
  'callers-without-proxy',
  /** label, workloads: the weight is one for all of them. */
  'several-workloads',
  /** host, subset: no workload carries its labels. */
  'no-workload',
  /** secondsAgo: the object changed so lately that the window still holds requests from before. */
  'changed-in-window',
  /** The rule does not exist in the object. */
  'no-rule',
  /** Latencies are those of the callees' proxies: nobody else sees copies. */
  'latency-at-callee',
]);
export const verdict = z.object({ code: verdictCode, values: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Verdict = z.infer<typeof verdict>;
export const note = z.object({ code: noteCode, values: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Note = z.infer<typeof note>;

/** The live panel of an experiment: effect beside intention, over the last minute. */
export const watch = z.object({
  ...sourced,
  window,
  kind: z.enum(['canary', 'mirror', 'fault']),
  ref: objectRef,
  ruleIndex: z.number(),
  routeName: z.string(),
  contenders: z.array(contender),
  /** The query behind the contenders: over the window of the answer, where charts average less. */
  query: z.string(),
  charts: z.object({ share: chart.nullable(), requests: chart, errors: chart, latency: chart }),
  /** Words are made by the reader from code and values. */
  verdicts: z.array(verdict),
  /** How live and shadow were told apart, or why a number cannot be known. */
  notes: z.array(note),
});
export type Watch = z.infer<typeof watch>;
export const getWatch = endpoint({
  id: 'getWatch',
  method: 'GET',
  path: '/api/watch/:kind/:namespace/:name',
  summary: 'The effect of a canary, mirror or fault beside its configuration. `name` is the VirtualService.',
  params: z.object({ kind: z.enum(['canary', 'mirror', 'fault']), namespace: z.string(), name: z.string() }),
  query: z.object({ rule: z.coerce.number().int().min(0).default(0), /** Seconds of history in the charts. */ range: rangeSeconds }),
  body: none,
  response: watch,
});

/** What is steered now. */
export const experiment = z.object({
  kind: z.enum(['canary', 'mirror', 'fault', 'rules']),
  ref: objectRef,
  ruleIndex: z.number(),
  routeName: z.string(),
  hosts: z.array(z.string()),
  via: z.string(),
  service: z.object({ namespace: z.string(), name: z.string() }).nullable(),
  /** e.g. `v1 90 v2 10`, `2 s delay 100 %`: data, not words. */ configured: z.array(
    z.object({ label: z.string(), value: z.number(), unit: z.enum(['%', 'ms', 'status']), versionIndex: z.number() }),
  ),
  seen: z.array(z.object({ label: z.string(), share: z.number().nullable(), versionIndex: z.number() })),
  matches: z.array(z.string()),
  signals: signals.nullable(),
});
export type Experiment = z.infer<typeof experiment>;
export const getTraffic = endpoint({
  id: 'getTraffic',
  method: 'GET',
  path: '/api/traffic',
  summary: 'Canaries, mirrors and faults that are active, each with its live state.',
  params: none,
  query: scope,
  body: none,
  response: z.object({ ...sourced, window, experiments: z.array(experiment) }),
});
