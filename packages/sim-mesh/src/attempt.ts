import type { TryResult } from '@pidalio/routing';
import type { Delivery } from './delivery.ts';
import type { Cancel, Response } from './exchange.ts';
import { drawHopMs } from './latency.ts';
import type { Pod } from './pod.ts';
import { deliver } from './server-side.ts';
import type { UpstreamCluster } from './upstream-cluster.ts';
import type { World } from './world.ts';

/** One try of a request at one endpoint. */
export interface AttemptOptions {
  upstream: UpstreamCluster;
  /** All endpoints of the cluster. */
  pods: readonly Pod[];
  endpoint: Pod;
  delivery: Delivery;
  perTryTimeoutMs: number | undefined;
  /** It has a place and goes out. */
  onBegin(hasWaited: boolean): void;
  /** It is at the endpoint. */
  onArrival(): void;
  onEnd(result: TryResult, response: Response): void;
}

/** What a proxy may do to a try under way: give it up, because the time of the whole request is over or because the caller has gone. */
export interface Attempt {
  timeOut(): void;
  cancel(): void;
}

/** Waits for a place if need be, sends, and waits for the answer. Nothing is told of a try that was given up. */
export function startAttempt(world: World, options: AttemptOptions): Attempt {
  const { upstream, pods, endpoint, delivery, perTryTimeoutMs } = options;
  const { queue, random } = world;
  let isOver = false;
  let hasBegun = false;
  let cancelServer: Cancel = () => {};
  const record = (result: TryResult) => upstream.record(pods, endpoint, result, queue.nowMs);
  const end = (result: TryResult, response: Response) => {
    if (isOver) return;
    isOver = true;
    record(result);
    leave?.();
    options.onEnd(result, response);
  };
  const giveUp = () => {
    if (isOver) return;
    isOver = true;
    leave?.();
    cancelServer();
  };
  const begin = (hasWaited: boolean) => {
    hasBegun = true;
    options.onBegin(hasWaited);
    queue.after(drawHopMs(random), () => {
      if (isOver) return;
      options.onArrival();
      cancelServer = deliver(world, endpoint, delivery, (response) => {
        queue.after(drawHopMs(random), () => end(resultOf(response), response));
      });
    });
    if (perTryTimeoutMs) {
      queue.after(perTryTimeoutMs, () => {
        if (isOver) return;
        end({ type: 'per-try-timeout' }, { status: 504, bytes: 0 });
        cancelServer();
      });
    }
  };
  const leave = upstream.enter(queue.nowMs, begin);
  if (!leave) end({ type: 'overflow' }, { status: 503, bytes: 0 });
  return {
    timeOut: () => {
      // To outlier detection it is a time-out like that of a single try.
      if (!isOver && hasBegun) record({ type: 'per-try-timeout' });
      giveUp();
    },
    cancel: giveUp,
  };
}

function resultOf({ broken, status }: Response): TryResult {
  return broken ? { type: broken } : { type: 'status', status };
}
