import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expired, failure } from '../status.ts';
import type { PathInfo } from './path.ts';
import type { Server } from './server.ts';
import { verbOf } from './verb.ts';

/** Lets a request meet the faults asked for: it waits, fails, or (true) has lost its connection. Watches are broken later. */
export async function meetsFault(server: Server, req: IncomingMessage, path: PathInfo, query: URLSearchParams): Promise<boolean> {
  const { faults } = server;
  await faults.blocked;
  const verb = path.kind === 'resource' ? verbOf(req.method ?? 'GET', path, query) : '';
  const subject =
    path.kind === 'resource'
      ? { verb, group: path.group, plural: path.plural, namespace: path.namespace ?? '' }
      : { verb, group: '', plural: '', namespace: '' };
  const startsInThePast = verb === 'list' && (query.has('continue') || !['', '0'].includes(query.get('resourceVersion') ?? ''));
  const kinds = [
    'latency',
    'status',
    ...(startsInThePast ? ['gone' as const] : []),
    ...(verb === 'watch' ? [] : ['reset' as const]),
  ] as const;
  for (const effect of faults.strike(subject, kinds)) {
    if (effect.kind === 'latency') await sleep(effect.ms);
    else if (effect.kind === 'gone') throw expired('The provided continue parameter is too old to display a consistent list result.');
    else if (effect.kind === 'status') throw refusal(effect.code, effect.retryAfterSeconds);
    else {
      req.socket.destroy();
      return true;
    }
  }
  return false;
}

const reasons: Readonly<Record<number, [reason: string, message: string]>> = {
  429: ['TooManyRequests', 'Too many requests, please try again later.'],
  500: ['InternalError', 'Internal error occurred: a fault was asked for'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'Timeout: request did not complete within the allotted timeout'],
};

function refusal(code: number, retryAfterSeconds = code === 429 ? 1 : undefined) {
  const [reason, message] = reasons[code] ?? [undefined, 'a fault was asked for'];
  return failure(code, reason, message, retryAfterSeconds === undefined ? undefined : { retryAfterSeconds });
}
