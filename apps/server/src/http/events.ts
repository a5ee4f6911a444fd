import { eventTopic } from '@pidalio/contract';
import { type Response, Router } from 'express';
import type { z } from 'zod';
import type { Deps } from '../deps.ts';

type Topic = z.output<typeof eventTopic>;

const heartbeatMs = 15_000;
/** A rollout changes a hundred pods in a second; the browser needs to hear it once. */
const gatherMs = 200;

export interface Events {
  router: Router;
  stop: () => void;
}

/** `GET /api/events`: which topic moved, never data. A client that comes back after a break is told that everything may have moved. */
export function createEvents({ cluster, metrics, changes }: Pick<Deps, 'cluster' | 'metrics' | 'changes'>): Events {
  const clients = new Set<Response>();
  const versions = new Map<Topic, number>();
  const due = new Map<Topic, NodeJS.Timeout>();

  function announce(topic: Topic): void {
    versions.set(topic, (versions.get(topic) ?? 0) + 1);
    if (due.has(topic) || clients.size === 0) return;
    const timer = setTimeout(() => {
      due.delete(topic);
      for (const client of clients) send(client, topic);
    }, gatherMs);
    timer.unref();
    due.set(topic, timer);
  }

  function send(client: Response, topic: Topic): void {
    const version = versions.get(topic) ?? 0;
    client.write(`id: ${topic}-${version}\nevent: ${topic}\ndata: ${JSON.stringify({ topic, version })}\n\n`);
  }

  const isMeshKind = (key: string) => cluster.kinds().some(({ group, kind }) => `${group}/${kind}` === key);
  let metricsState = metrics.state().state;
  const release = [
    cluster.onChange((key) => announce(key === null ? 'sources' : isMeshKind(key) ? 'config' : 'cluster')),
    changes.onChange(() => announce('changes')),
    metrics.onChange(() => {
      announce('metrics');
      const { state } = metrics.state();
      if (state !== metricsState) announce('sources');
      metricsState = state;
    }),
  ];
  const heartbeat = setInterval(() => {
    for (const client of clients) client.write(': still here\n\n');
  }, heartbeatMs);
  heartbeat.unref();

  const router = Router();
  router.get('/api/events', (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
    response.write('retry: 3000\n\n');
    if (request.headers['last-event-id'] !== undefined) for (const topic of eventTopic.options) send(response, topic);
    clients.add(response);
    response.on('close', () => clients.delete(response));
  });

  return {
    router,
    stop: () => {
      clearInterval(heartbeat);
      for (const timer of due.values()) clearTimeout(timer);
      for (const one of release) one();
      for (const client of clients) client.end();
    },
  };
}
