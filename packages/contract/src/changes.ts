import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { objectRef } from './numbers.ts';
import { none } from './query.ts';
import { kubeObject } from './steering.ts';

/** What the user wants of one object. `seen` is the resourceVersion the user looked at; null when it did not exist. */
export const wantedOperation = z.discriminatedUnion('action', [
  z.object({ action: z.literal('create'), object: kubeObject }),
  z.object({ action: z.literal('update'), object: kubeObject, seen: z.string() }),
  z.object({
    action: z.literal('delete'),
    ref: objectRef.extend({ apiVersion: z.string() }),
    seen: z.string(),
    uid: z.string().optional(),
  }),
]);
export type WantedOperation = z.infer<typeof wantedOperation>;
export const wantedChange = z.object({ operations: z.array(wantedOperation).min(1).max(20), reason: z.string().max(500).default('') });
export type WantedChange = z.infer<typeof wantedChange>;

/** `field` is the path the API server complained about, e.g. `spec.http[0].timeout`. */
export const refusal = z.object({
  message: z.string(),
  reason: z.string(),
  causes: z.array(z.object({ field: z.string(), message: z.string() })),
});
/** Something to know about the change. `block` forbids applying. Words are made from code and values by the reader. */
export const finding = z.object({
  code: z.string(),
  severity: z.enum(['block', 'warning', 'note']),
  ref: objectRef.nullable(),
  path: z.string().nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Finding = z.infer<typeof finding>;

export const plannedOperation = z.object({
  action: z.enum(['create', 'update', 'delete']),
  ref: objectRef,
  apiVersion: z.string(),
  /** YAML by one function, so that a diff shows only what changes; '' where there is none. */
  beforeYaml: z.string(),
  afterYaml: z.string(),
  before: kubeObject.nullable(),
  after: kubeObject.nullable(),
  /** The API server's answer to the dry run. */
  dryRun: z.object({ ok: z.boolean(), milliseconds: z.number(), refusal: refusal.nullable(), warnings: z.array(z.string()) }),
  /** Set when the object in the cluster is no longer the one that was seen. */
  conflict: z.object({ theirs: kubeObject.nullable(), theirsYaml: z.string(), manager: z.string().nullable() }).nullable(),
  allowed: z.boolean(),
  owners: z.array(z.string()),
});
export type PlannedOperation = z.infer<typeof plannedOperation>;
export const plan = z.object({
  operations: z.array(plannedOperation),
  findings: z.array(finding),
  /** Shell lines that do the same by hand. */ byHand: z.string(),
  canApply: z.boolean(),
});
export type Plan = z.infer<typeof plan>;
export const postPlan = endpoint({
  id: 'postPlan',
  method: 'POST',
  path: '/api/changes/plan',
  summary: 'Diff, findings and the API server’s dry run of a change; writes nothing.',
  params: none,
  query: none,
  body: wantedChange,
  response: plan,
});

export const applyResult = z.object({
  outcome: z.enum(['applied', 'put-back', 'put-back-failed']),
  /** The record in the cluster; null when it could not be written. */
  changeId: z.string().nullable(),
  operations: z.array(
    z.object({
      action: z.string(),
      ref: objectRef,
      state: z.enum(['applied', 'put-back', 'failed', 'not-tried', 'put-back-failed']),
      resourceVersion: z.string().nullable(),
      refusal: refusal.nullable(),
    }),
  ),
  /** Applying this takes everything back, through review. */
  revert: wantedChange.nullable(),
});
export type ApplyResult = z.infer<typeof applyResult>;
export const postApply = endpoint({
  id: 'postApply',
  method: 'POST',
  path: '/api/changes/apply',
  summary: 'Applies a change in a safe order, all or nothing. 409 `conflict` when an object changed meanwhile.',
  params: none,
  query: none,
  body: wantedChange,
  response: applyResult,
});

export const changeRecord = z.object({
  id: z.string(),
  atMs: z.number(),
  author: z.string(),
  reason: z.string(),
  state: z.enum(['pending', 'applied', 'put-back', 'failed']),
  operations: z.array(z.object({ action: z.string(), ref: objectRef })),
  revert: wantedChange.nullable(),
});
export type ChangeRecord = z.infer<typeof changeRecord>;
export const getChanges = endpoint({
  id: 'getChanges',
  method: 'GET',
  path: '/api/changes',
  summary: 'Changes made through Pidalio, newest first, as the cluster remembers them.',
  params: none,
  query: none,
  body: none,
  response: z.object({
    changes: z.array(changeRecord),
    /** Why there are none, when records cannot be kept. */ unavailable: z.string().nullable(),
  }),
});

/** application/problem+json. `code` is stable; `errors` names fields. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  plan: plan.optional(),
});
export type Problem = z.infer<typeof problem>;

/** Server-sent events of GET /api/events carry no data but which topic moved. */
export const eventTopic = z.enum(['config', 'cluster', 'metrics', 'sources', 'changes']);
export const serverEvent = z.object({ topic: eventTopic, version: z.number() });
