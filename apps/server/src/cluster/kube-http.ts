import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubeError } from './kube-error.ts';

export interface KubeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  signal?: AbortSignal;
}

export interface KubeAnswer {
  body: unknown;
  warnings: string[];
}

/** HTTP to the API server with the kubeconfig's credentials, proxies and certificates. Everything that fails is a KubeError. */
export interface KubeHttp {
  request: (request: KubeRequest) => Promise<KubeAnswer>;
  /** The lines of a watch, until the server ends it. */
  lines: (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal) => AsyncGenerator<string>;
  close: () => void;
}

const requestTimeoutMs = 30_000;

/**
 * client-node loads the kubeconfig and its credentials (exec plugins, rotated tokens), the requests are plain Node: its own transport
 * makes a new connection pool for each request, and its typed clients drop warnings and hand out errors as text.
 */
export function createKubeHttp(kubeConfig: KubeConfig): KubeHttp {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) throw new Error('The kubeconfig has no current cluster.');
  const server = new URL(cluster.server);
  const secure = server.protocol === 'https:';
  const agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });

  async function open(request: KubeRequest, timeoutMs: number): Promise<http.IncomingMessage> {
    const options: https.RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    // Without a proxy our agent keeps connections alive; the kubeconfig's does not.
    if (cluster?.proxyUrl === undefined || cluster.proxyUrl === '') options.agent = agent;
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    const url = new URL(server);
    url.pathname = server.pathname.replace(/\/$/, '') + request.path;
    for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
    return new Promise((resolve, reject) => {
      const sent = (secure ? https : http).request(
        url,
        {
          ...options,
          method: request.method,
          headers: {
            ...options.headers,
            accept: 'application/json',
            'user-agent': 'pidalio',
            ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          },
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
        (response) => {
          sent.setTimeout(0);
          resolve(response);
        },
      );
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
      sent.on('socket', (socket) => socket.setKeepAlive(true, 15_000));
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  return {
    async request(request) {
      const { status, text, warnings } = await open(request, requestTimeoutMs)
        .then(async (response) => ({
          status: response.statusCode ?? 0,
          text: await readText(response),
          warnings: warningsOf(response.headers.warning),
        }))
        .catch((cause: unknown) => {
          throw KubeError.unreachable(cause);
        });
      if (status < 200 || status > 299) throw KubeError.fromBody(status, text);
      try {
        return { body: JSON.parse(text), warnings };
      } catch {
        throw new KubeError('The Kubernetes API answered with something that is not JSON.', status, 'Unreadable');
      }
    },

    async *lines(path, query, signal) {
      let response: http.IncomingMessage;
      try {
        response = await open({ method: 'GET', path, query, signal }, requestTimeoutMs);
      } catch (cause) {
        throw KubeError.unreachable(cause);
      }
      const status = response.statusCode ?? 0;
      if (status !== 200) throw KubeError.fromBody(status, await readText(response).catch(() => ''));
      let broken: unknown;
      response.on('error', (cause) => {
        broken = cause;
      });
      try {
        for await (const line of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) yield line;
      } finally {
        response.destroy();
      }
      // readline ends quietly when its input breaks: a torn stream must not pass for an ended one.
      if (broken !== undefined || !response.complete) throw KubeError.unreachable(broken ?? new Error('the connection was closed'));
    },

    close: () => agent.destroy(),
  };
}

async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** `299 - "the text"` (RFC 7234); Node joins several with a comma. */
function warningsOf(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}
