import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FaultInjector } from '@pidalio/sim-kube';
import { z } from 'zod';

const PATH = '/playground/faults';
const BODY_LIMIT = 64 * 1024;

const rule = z.strictObject({
  match: z
    .strictObject({ verbs: z.array(z.string()), group: z.string(), plural: z.string(), namespace: z.string() })
    .partial()
    .optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.number().int().positive().optional(),
  effect: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0) }),
    z.strictObject({
      kind: z.literal('status'),
      code: z.number().int().min(400).max(599),
      retryAfterSeconds: z.number().min(0).optional(),
    }),
    z.strictObject({ kind: z.literal('gone') }),
    z.strictObject({ kind: z.literal('reset'), afterEvents: z.number().int().min(0).optional() }),
  ]),
});

const state = z.strictObject({
  rules: z.array(rule).default([]),
  partition: z.boolean().default(false),
  /** Done once: break all watches, forget all history. */
  dropWatches: z.boolean().default(false),
  compact: z.boolean().default(false),
});

/**
 * `GET`, `PUT` and `DELETE /playground/faults`: what goes wrong at the cluster's API server. It answers beside the Prometheus API,
 * so that it can be reached while the API server cannot. PUT with JSON, which no form of another site can send.
 */
export function faultsHandler(faults: FaultInjector, next: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url?.split('?')[0] !== PATH) next(request, response);
    else void serve(faults, request, response);
  };
}

async function serve(faults: FaultInjector, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') answer(response, 200, { rules: faults.rules() });
  else if (request.method === 'DELETE') {
    faults.clear();
    answer(response, 200, { rules: [] });
  } else if (request.method !== 'PUT') answer(response, 405, { error: 'use GET, PUT or DELETE' });
  else {
    const parsed = state.safeParse(await readJson(request));
    const [issue] = parsed.error?.issues ?? [];
    if (!parsed.success) answer(response, 400, { error: `${issue?.path.join('.')}: ${issue?.message}` });
    else {
      apply(faults, parsed.data);
      answer(response, 200, { rules: faults.rules() });
    }
  }
}

function apply(faults: FaultInjector, { rules, partition, dropWatches, compact }: z.output<typeof state>): void {
  faults.clear();
  for (const each of rules) faults.add(each);
  if (partition) faults.partition();
  if (compact) faults.compact();
  if (dropWatches) faults.dropWatches();
}

/** Undefined for anything but JSON of a moderate size. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return undefined;
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}
