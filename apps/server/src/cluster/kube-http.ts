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

/** After a failure the kubeconfig is read again, but not more often than this. */
const reloadMs = 1000;

/**
 * client-node loads the kubeconfig and its credentials (exec plugins, rotated tokens), the requests are plain Node: its own transport
 * makes a new connection pool for each request, and its typed clients drop warnings and hand out errors as text.
 * When the API server cannot be reached or knows us no longer, the kubeconfig is read again: certificates in it are renewed, clusters
 * are set up anew.
 */
export function createKubeHttp(load: () => KubeConfig, now: () => number): KubeHttp {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };
  let kubeConfig = load();
  let loadedMs = now();

  function reload(): void {
    if (now() - loadedMs < reloadMs) return;
    loadedMs = now();
    try {
      kubeConfig = load();
    } catch {
      // Half written, or gone for a moment: what we have may still be good.
    }
  }

  async function open(request: KubeRequest, timeoutMs: number): Promise<http.IncomingMessage> {
    const cluster = kubeConfig.getCurrentCluster();
    if (cluster === null) throw new Error('the kubeconfig has no current cluster');
    const server = new URL(cluster.server);
    const secure = server.protocol === 'https:';
    const options: https.RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    // Without a proxy our agent keeps connections alive; the kubeconfig's does not.
    if (cluster.proxyUrl === undefined || cluster.proxyUrl === '') options.agent = secure ? agents['https:'] : agents['http:'];
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
          reload();
          throw KubeError.unreachable(cause);
        });
      if (status === 401) reload();
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
        reload();
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
      } catch (cause) {
        broken = cause;
      } finally {
        response.destroy();
      }
      // Depending on the moment, readline throws or ends quietly when its input breaks: a torn stream must not pass for an ended one.
      if (broken !== undefined || !response.complete) throw KubeError.unreachable(broken ?? new Error('the connection was closed'));
    },

    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
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
