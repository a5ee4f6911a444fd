import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { objectRef, sourced } from './numbers.ts';
import { none } from './query.ts';

/** Languages in which the server writes sentences. */
const locale = z.enum(['en', 'zh']).default('en');

/** What nobody knows about a request (a log line has no headers): not the same as absent. */
export const unknownField = z.enum(['method', 'path', 'query', 'headers', 'host', 'labels', 'claims']);
export type UnknownField = z.infer<typeof unknownField>;

/** One request, as a form and an address hold it. */
export const explainRequest = z.object({
  /** The workload that sends it; its labels, account and proxy are looked up. */
  caller: z.object({ namespace: z.string(), name: z.string() }),
  protocol: z.enum(['http', 'grpc', 'tcp']).default('http'),
  scheme: z.enum(['http', 'https']).default('http'),
  method: z.string().max(40).default('GET'),
  /** The Host header as sent, with or without port. */
  authority: z.string().max(300),
  /** The name in the TLS handshake, where it is another. */
  sni: z.string().max(300).nullable().default(null),
  /** The port of the service that is called; at a gateway the port of the server. */
  port: z.number().int().min(1).max(65_535),
  /** With the query string. */
  path: z.string().max(8000).default('/'),
  /** In the order given; a name may come twice. */
  headers: z
    .array(z.object({ name: z.string().max(200), value: z.string().max(8000) }))
    .max(100)
    .default([]),
  /** Claims of a valid token; null: the request carries none. */
  claims: z.record(z.string(), z.unknown()).nullable().default(null),
  unknown: z.array(unknownField).default([]),
});
export type ExplainRequest = z.output<typeof explainRequest>;

/** One step, with the line that decided in the object as `toYaml` writes it (of a draft: in the draft's own text). */
export const explainStop = z.object({
  code: z.string(),
  ref: objectRef.nullable(),
  path: z.string().nullable(),
  line: z.number().nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** The rule of the object that `path` lies in, counted from 1; `name` '' where it has none. */
  rule: z.object({ number: z.number(), name: z.string() }).nullable(),
  /** One sentence in the reader's language. */
  text: z.string(),
});
export type ExplainStop = z.infer<typeof explainStop>;

export const outcomeKind = z.enum(['delivered', 'answered', 'denied', 'no-route', 'unreachable']);

/** One end that the request can come to. The probabilities of a story's outcomes add up to 1. */
export const explainOutcome = z.object({
  kind: outcomeKind,
  probability: z.number(),
  /** null: the application decides. 0: the connection ends without an answer. */
  status: z.number().nullable(),
  /** Envoy's response flags, '' for none. */
  flags: z.string(),
  details: z.string(),
  /** Whose doing it is. */
  at: z.enum(['caller', 'callee', 'outside']),
  /** e.g. `reviews v2`, or the host; '' where it goes nowhere. */
  label: z.string(),
  versionIndex: z.number(),
  subset: z.string(),
  workload: z.object({ namespace: z.string(), name: z.string() }).nullable(),
  /** null where no pod is known. */
  readyPods: z.number().nullable(),
});
export type ExplainOutcome = z.infer<typeof explainOutcome>;

/** The request at one workload that it can reach. */
export const explainArrival = z.object({
  /** 0..1 of the requests that are sent on. */
  probability: z.number(),
  label: z.string(),
  versionIndex: z.number(),
  workload: z.object({ namespace: z.string(), name: z.string() }).nullable(),
  connection: z.object({
    sends: z.enum(['mutual-tls', 'tls', 'plain-text']),
    accepts: z.enum(['STRICT', 'PERMISSIVE', 'DISABLE']).nullable(),
    principal: z.string().nullable(),
  }),
  stops: z.array(explainStop),
});
export type ExplainArrival = z.infer<typeof explainArrival>;

export const explainVerdict = z.object({
  kind: z.enum([...outcomeKind.options, 'uncertain']),
  code: z.string(),
  /** What it comes to, and why, each in one sentence. */
  title: z.string(),
  reason: z.string(),
});

/** The whole way of one request under one set of rules. */
export const explainStory = z.object({
  verdict: explainVerdict,
  /** The verdict if none of the rules that may match does; the same where nothing is open. */
  certain: explainVerdict,
  routeName: z.string(),
  governedBy: objectRef.nullable(),
  /** At the caller's proxy, in order. */
  stops: z.array(explainStop),
  arrivals: z.array(explainArrival),
  outcomes: z.array(explainOutcome),
  series: z.array(
    z.object({
      reporter: z.enum(['source', 'destination']),
      name: z.string(),
      labels: z.record(z.string(), z.string()),
      probability: z.number(),
    }),
  ),
});
export type ExplainStory = z.infer<typeof explainStory>;

/** A story, and what else may be where something is not known of the request. Neither is claimed. */
export const explainStories = explainStory.extend({
  alternatives: z.array(z.object({ /** What would have to hold, all of it. */ assumptions: z.array(explainStop), story: explainStory })),
});
export type ExplainStories = z.infer<typeof explainStories>;

export const explainWhatIf = z.object({
  /** e.g. “end-user is jason”. */
  text: z.string(),
  request: explainRequest,
  routeName: z.string(),
  kind: explainVerdict.shape.kind,
  title: z.string(),
  outcomes: z.array(explainOutcome),
});
export type ExplainWhatIf = z.infer<typeof explainWhatIf>;

export const explainResult = z.object({
  ...sourced,
  /** Whose behaviour this is. */
  istioVersion: z.string(),
  caller: z.object({
    namespace: z.string(),
    name: z.string(),
    proxy: z.enum(['sidecar', 'gateway', 'none']),
    serviceAccount: z.string(),
  }),
  live: explainStories,
  /** With the drafts laid over the objects; null without drafts. */
  draft: explainStories.nullable(),
  whatIfs: z.array(explainWhatIf),
  /** The request and what is expected of it, as a test that the command line runs. */
  testYaml: z.string(),
});
export type ExplainResult = z.infer<typeof explainResult>;

/** Up to 20 objects as YAML; a draft replaces the object of its name. */
const drafts = z.array(z.string().max(900_000)).max(20).default([]);

export const postExplain = endpoint({
  id: 'postExplain',
  method: 'POST',
  path: '/api/explain',
  summary:
    'What Istio will do with a request and why, under the rules as they are and under drafts. 422 `unknown-caller`, `unreadable-draft`.',
  params: none,
  query: none,
  body: z.object({ request: explainRequest, drafts, locale }),
  response: explainResult,
});

export const postReadRequest = endpoint({
  id: 'postReadRequest',
  method: 'POST',
  path: '/api/explain/read',
  summary: 'A request out of a pasted curl command, HTTP request or Envoy access-log line.',
  params: none,
  query: none,
  body: z.object({ text: z.string().max(100_000), caller: explainRequest.shape.caller.nullable().default(null), locale }),
  response: z.object({
    /** null where the text holds no request; then `notes` say what is wrong. */
    request: explainRequest.nullable(),
    /** What the text was taken for. */
    format: z.string().nullable(),
    /** How the caller was found: by its address in a log, as the gateway that serves the host, as chosen before, or taken for granted. */
    senderFrom: z.enum(['given', 'address', 'gateway', 'assumed']).nullable(),
    /** What was left out or assumed, or why it cannot be read. */
    notes: z.array(z.string()),
  }),
});

/** What a form offers: those who can call, what they can call, and what rules ask for. */
export const explainSubjects = z.object({
  ...sourced,
  istioVersion: z.string(),
  callers: z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      proxy: z.enum(['sidecar', 'gateway', 'none']),
      /** null where no pod is known. */
      readyPods: z.number().nullable(),
    }),
  ),
  hosts: z.array(
    z.object({
      /** In full. */
      host: z.string(),
      /** '' for hosts that belong to no namespace. */
      namespace: z.string(),
      /** As callers of its own namespace say it. */
      shortName: z.string(),
      ports: z.array(z.object({ port: z.number(), protocol: z.string() })),
    }),
  ),
  /** Hosts that gateways serve, with the port of the server. */
  gatewayHosts: z.array(z.object({ host: z.string(), port: z.number(), scheme: z.enum(['http', 'https']) })),
  /** Header names that some rule looks at, with the values it names. */
  headers: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
  paths: z.array(z.string()),
});
export type ExplainSubjects = z.infer<typeof explainSubjects>;

export const getExplainSubjects = endpoint({
  id: 'getExplainSubjects',
  method: 'GET',
  path: '/api/explain/subjects',
  summary: 'Callers, hosts, and what rules ask of a request, for the form.',
  params: none,
  query: none,
  body: none,
  response: explainSubjects,
});

export const getExplainExample = endpoint({
  id: 'getExplainExample',
  method: 'GET',
  path: '/api/explain/example',
  summary: 'A request to a service that a rule takes, or that a workload could send. 404 where there is no such service.',
  params: none,
  query: z.object({
    /** `namespace/name` */ service: z.string(),
    /** `namespace/name` of a workload. */ by: z.string().optional(),
    /** `kind/namespace/name/index` of a rule. */ rule: z.string().optional(),
  }),
  body: none,
  response: z.object({ request: explainRequest }),
});
