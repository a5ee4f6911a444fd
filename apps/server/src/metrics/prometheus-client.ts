import { readFile } from 'node:fs/promises';
import { Agent, errors, fetch } from 'undici';
import { z } from 'zod';
import { withMatchers } from './with-matchers.ts';

export interface PrometheusOptions {
  /** Base address; `/api/v1/…` is appended. */
  url: string;
  timeoutMs: number;
  /** Read again for every request: Kubernetes rotates projected tokens. */
  bearerTokenFile?: string | undefined;
  /** Holds `user:password`. */
  basicAuthFile?: string | undefined;
  caFile?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Added to every vector selector, e.g. `cluster="eu"`. */
  matchers?: string | undefined;
}

/** One series of an answer; an instant query has one point. Timestamps in ms. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  points: readonly (readonly [timeMs: number, value: number])[];
}

/** What came back, or Prometheus' own words why nothing did. */
export type Answer = { ok: true; series: Series[] } | { ok: false; message: string };

export interface PrometheusClient {
  query: (promql: string, timeMs: number) => Promise<Answer>;
  queryRange: (promql: string, range: { startMs: number; endMs: number; stepSeconds: number }) => Promise<Answer>;
  /** Queries sent since the start. */
  queriesSent: () => number;
  close: () => Promise<void>;
}

const point = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const envelope = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: point })) }),
      z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric: labels, values: z.array(point) })) }),
    ]),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

export function createPrometheusClient(options: PrometheusOptions): PrometheusClient {
  const base = options.url.replace(/\/+$/, '');
  let sent = 0;
  let agent: Promise<Agent> | undefined;

  async function createAgent(): Promise<Agent> {
    const ca = options.caFile === undefined ? {} : { connect: { ca: await readFile(options.caFile, 'utf8') } };
    return new Agent({ connections: 8, ...ca });
  }

  async function ask(path: string, promql: string, form: Record<string, string>): Promise<Answer> {
    sent += 1;
    const body = new URLSearchParams({ ...form, query: withMatchers(promql, options.matchers ?? '') }).toString();
    const signal = AbortSignal.timeout(options.timeoutMs);
    try {
      // A connection kept from before may have been closed by the other side meanwhile: that says nothing about Prometheus yet.
      return await post(path, body, signal).catch((error) =>
        isClosedConnection(error) ? post(path, body, signal) : Promise.reject(error),
      );
    } catch (error) {
      return { ok: false, message: wordsOf(error) };
    }
  }

  async function post(path: string, body: string, signal: AbortSignal): Promise<Answer> {
    agent ??= createAgent();
    const response = await fetch(`${base}/api/v1/${path}`, {
      method: 'POST',
      dispatcher: await agent,
      headers: { ...options.headers, ...(await authorization(options)), 'content-type': 'application/x-www-form-urlencoded' },
      body,
      signal,
    });
    return readAnswer(response.status, await response.text());
  }

  return {
    query: (promql, timeMs) => ask('query', promql, { time: String(timeMs / 1000) }),
    queryRange: (promql, { startMs, endMs, stepSeconds }) =>
      ask('query_range', promql, { start: String(startMs / 1000), end: String(endMs / 1000), step: String(stepSeconds) }),
    queriesSent: () => sent,
    close: async () => (await agent)?.close(),
  };
}

async function authorization(options: PrometheusOptions): Promise<Record<string, string>> {
  if (options.bearerTokenFile !== undefined) return { authorization: `Bearer ${(await readFile(options.bearerTokenFile, 'utf8')).trim()}` };
  if (options.basicAuthFile === undefined) return {};
  const credentials = (await readFile(options.basicAuthFile, 'utf8')).trim();
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function readAnswer(status: number, text: string): Answer {
  const parsed = envelope.safeParse(parseJson(text));
  if (!parsed.success) return { ok: false, message: `HTTP ${status}: ${text.slice(0, 200) || 'empty answer'}` };
  if (parsed.data.status === 'error') return { ok: false, message: `${parsed.data.errorType}: ${parsed.data.error}` };
  const { data } = parsed.data;
  const toPoint = ([seconds, value]: [number, string]): [number, number] => [Math.round(seconds * 1000), Number(value)];
  const series =
    data.resultType === 'vector'
      ? data.result.map(({ metric, value }) => ({ labels: metric, points: [toPoint(value)] }))
      : data.result.map(({ metric, values }) => ({ labels: metric, points: values.map(toPoint) }));
  return { ok: true, series };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isClosedConnection(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof errors.SocketError;
}

/** undici hides the reason ("fetch failed") in the cause. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
