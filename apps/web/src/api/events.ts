import { eventTopic, serverEvent } from '@pidalio/contract';
import type { QueryClient } from '@tanstack/react-query';
import { basePath } from '../lib/base-path.ts';
import { isPaused } from './live.ts';
import type { Area } from './queries.ts';

type Topic = ReturnType<typeof eventTopic.parse>;

/** Which answers a topic makes old. */
const areasOf: Record<Topic, Area[]> = {
  config: ['mesh', 'config', 'object', 'steering', 'traffic', 'service', 'topology', 'services', 'explain'],
  cluster: ['mesh', 'topology', 'services', 'service', 'steering', 'explain'],
  metrics: ['topology', 'charts', 'services', 'service', 'traffic', 'watch'],
  sources: ['mesh', 'topology', 'services', 'service', 'traffic', 'config'],
  changes: ['changes'],
};

/**
 * Follows the server's events for as long as the page lives (decision: topics only, data by GET).
 * Browsers allow six connections per host over HTTP/1.1, so all tabs of one browser share one EventSource: the tab that
 * holds the lock listens and tells the others. A hidden tab holds no lock. Queries poll besides, so that nothing is
 * lost where events do not arrive.
 */
export function followEvents(client: QueryClient): () => void {
  const channel = new BroadcastChannel('pidalio-events');
  let release: (() => void) | null = null;
  let waiting: AbortController | null = null;

  const take = (topic: Topic) => invalidate(client, topic);
  channel.onmessage = (message: MessageEvent<unknown>) => {
    const topic = eventTopic.safeParse(message.data);
    if (topic.success) take(topic.data);
  };

  const lead = () => {
    const source = new EventSource(`${basePath()}/api/events`);
    const receive = (event: MessageEvent<string>) => {
      const topic = parseTopic(event.data);
      if (!topic) return;
      take(topic);
      channel.postMessage(topic);
    };
    source.onmessage = receive;
    for (const topic of eventTopic.options) source.addEventListener(topic, receive);
    return () => source.close();
  };

  const start = () => {
    if (waiting || document.hidden) return;
    if (!navigator.locks) {
      // Locks need a secure context; a dashboard on plain HTTP listens in each visible tab.
      release ??= lead();
      return;
    }
    const request = new AbortController();
    waiting = request;
    navigator.locks
      .request('pidalio-events', { signal: request.signal }, () => {
        // The lock may be granted in the moment it is given up.
        if (request.signal.aborted) return;
        const stop = lead();
        return new Promise<void>((resolve) => {
          release = () => {
            stop();
            resolve();
          };
        });
      })
      .catch((cause: unknown) => {
        if (!request.signal.aborted) console.warn('no server events', cause);
      });
  };
  const stop = () => {
    waiting?.abort();
    waiting = null;
    release?.();
    release = null;
  };
  const onVisibility = () => (document.hidden ? stop() : start());

  document.addEventListener('visibilitychange', onVisibility);
  start();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    stop();
    channel.close();
  };
}

function invalidate(client: QueryClient, topic: Topic): void {
  if (topic === 'metrics' && isPaused()) return;
  const areas = new Set<unknown>(areasOf[topic]);
  void client.invalidateQueries({ predicate: (query) => areas.has(query.queryKey[0]) }, { cancelRefetch: false });
}

function parseTopic(data: string): Topic | null {
  try {
    const parsed = serverEvent.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data.topic : null;
  } catch {
    return null;
  }
}
