import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '@pidalio/istio';
import type { PodLogOptions } from '@pidalio/sim-kube';
import { type AccessLogEntry, formatAccessLog, type SimMesh } from '@pidalio/sim-mesh';

const FOLLOW_INTERVAL_MS = 250;

/** The proxy's access log, or the application's own line about each request it answered. */
export async function* podLogs(mesh: SimMesh, pod: KubeObject, options: PodLogOptions): AsyncIterable<string> {
  const uid = pod.metadata.uid ?? '';
  const log = mesh.proxy(uid)?.accessLog;
  if (!log || options.container === 'istio-init') return;
  const isProxy = options.container === 'istio-proxy';
  const sinceMs = options.sinceTime ? Date.parse(options.sinceTime) : Number.NEGATIVE_INFINITY;
  const isShown = (entry: AccessLogEntry) => entry.startMs >= sinceMs && (isProxy || reachedApplication(entry));
  const toLine = (entry: AccessLogEntry) => {
    const line = isProxy ? formatAccessLog(entry, toIsoTime) : applicationLine(entry);
    return options.timestamps ? `${toIsoTime(entry.startMs + entry.durationMs)} ${line}` : line;
  };
  const past = log.after(0).filter(isShown);
  let seen = log.count;
  for (const entry of options.tailLines === undefined ? past : past.slice(past.length - Math.min(options.tailLines, past.length)))
    yield toLine(entry);
  while (options.follow && mesh.proxy(uid)) {
    await sleep(FOLLOW_INTERVAL_MS);
    const fresh = log.after(seen).filter(isShown);
    seen = log.count;
    for (const entry of fresh) yield toLine(entry);
  }
}

/** What the proxy answered by itself names no upstream host. */
function reachedApplication({ upstreamCluster, upstreamHost }: AccessLogEntry): boolean {
  return upstreamCluster.startsWith('inbound|') && upstreamHost !== '';
}

/** As web servers write it; the caller is always the proxy beside it. */
function applicationLine({ startMs, method, path, status, responseBytes }: AccessLogEntry): string {
  return `127.0.0.6 - - [${toIsoTime(startMs)}] "${method} ${path} HTTP/1.1" ${status} ${responseBytes}`;
}

function toIsoTime(ms: number): string {
  return new Date(ms).toISOString();
}
