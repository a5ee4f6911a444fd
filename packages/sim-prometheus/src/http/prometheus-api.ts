import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SeriesStore } from '../store/store.ts';
import { type Answer, errorBody, successBody } from './answer.ts';
import { answerLabels, answerLabelValues, answerMetadata, answerSeries } from './labels.ts';
import { ApiError } from './parameters.ts';
import { answerQuery, answerQueryRange, type QuerySettings } from './queries.ts';
import { readParameters } from './request.ts';
import { answerBuildInfo, answerConfig, answerRuntimeInfo, answerTargets, type StatusSettings, type TargetInfo } from './status.ts';

export interface PrometheusApiOptions {
  store: SeriesStore;
  now?: () => number;
  /** Reported by `status/buildinfo`. */
  version?: string;
  /** Reported by `status/config`; default 15. */
  scrapeIntervalSeconds?: number;
  /** How far instant selectors look back; default 5 minutes. */
  lookbackDeltaMs?: number;
  targets?: () => readonly TargetInfo[];
}

export interface PrometheusApi {
  handler(req: IncomingMessage, res: ServerResponse): void;
}

/** The HTTP query API of Prometheus 3 over a store, as a listener for `http.createServer`. */
export function createPrometheusApi(options: PrometheusApiOptions): PrometheusApi {
  const now = options.now ?? Date.now;
  const settings: Settings = {
    store: options.store,
    now,
    startedMs: now(),
    version: options.version ?? '3.5.0',
    scrapeIntervalSeconds: options.scrapeIntervalSeconds ?? 15,
    lookbackDeltaMs: options.lookbackDeltaMs ?? 300_000,
    targets: options.targets ?? (() => []),
  };
  return {
    handler: (req, res) => {
      handle(settings, req, res).catch(() => {
        if (!res.headersSent) reply(res, 500, errorBody('internal', 'unexpected error'));
        else res.destroy();
      });
    },
  };
}

type Settings = QuerySettings & StatusSettings;

interface Route {
  methods: readonly string[];
  answer: (settings: Settings, parameters: URLSearchParams) => Answer;
}

const reading = ['GET', 'HEAD'];
const readingOrForm = ['GET', 'HEAD', 'POST'];

const routes: Readonly<Record<string, Route>> = {
  query: { methods: readingOrForm, answer: answerQuery },
  query_range: { methods: readingOrForm, answer: answerQueryRange },
  series: { methods: readingOrForm, answer: ({ store }, parameters) => answerSeries(store, parameters) },
  labels: { methods: readingOrForm, answer: ({ store }, parameters) => answerLabels(store, parameters) },
  metadata: { methods: reading, answer: ({ store }, parameters) => answerMetadata(store, parameters) },
  targets: { methods: reading, answer: answerTargets },
  'status/buildinfo': { methods: reading, answer: answerBuildInfo },
  'status/config': { methods: reading, answer: answerConfig },
  'status/runtimeinfo': { methods: reading, answer: answerRuntimeInfo },
  query_exemplars: { methods: readingOrForm, answer: () => ({ data: [] }) },
  rules: { methods: reading, answer: () => ({ data: { groups: [] } }) },
  alerts: { methods: reading, answer: () => ({ data: { alerts: [] } }) },
};

async function handle(settings: Settings, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://prometheus');
  if (url.pathname === '/-/healthy') return reply(res, 200, 'Prometheus Server is Healthy.\n', 'text/plain; charset=utf-8');
  if (url.pathname === '/-/ready') return reply(res, 200, 'Prometheus Server is Ready.\n', 'text/plain; charset=utf-8');
  const route = findRoute(url.pathname);
  if (route === undefined) return reply(res, 404, '404 page not found\n', 'text/plain; charset=utf-8');
  if (!route.methods.includes(req.method ?? 'GET')) {
    res.setHeader('Allow', route.methods.join(', '));
    return reply(res, 405, 'Method Not Allowed\n', 'text/plain; charset=utf-8');
  }
  try {
    const parameters = await readParameters(req, url);
    reply(res, 200, successBody(route.answer(settings, parameters)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    reply(res, statusOf[error.type], errorBody(error.type, error.message));
  }
}

/** Prometheus web/api/v1/api.go, getDefaultErrorCode. */
const statusOf = { bad_data: 400, execution: 422, not_found: 404 } satisfies Record<ApiError['type'], number>;

function findRoute(pathname: string): Route | undefined {
  const prefix = '/api/v1/';
  if (!pathname.startsWith(prefix)) return undefined;
  const path = pathname.slice(prefix.length);
  const label = /^label\/([^/]+)\/values$/.exec(path)?.[1];
  if (label === undefined) return Object.hasOwn(routes, path) ? routes[path] : undefined;
  return { methods: reading, answer: ({ store }, parameters) => answerLabelValues(store, decode(label), parameters) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError('bad_data', `invalid label name: "${segment}"`);
  }
}

function reply(res: ServerResponse, status: number, body: string, contentType = 'application/json'): void {
  res.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  res.end(res.req.method === 'HEAD' ? undefined : body);
}
