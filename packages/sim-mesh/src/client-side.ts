import {
  type Cluster,
  type Course,
  type Decision,
  endingOf,
  isRetriable,
  joinFlags,
  localAnswer,
  longestPauseMs,
  type RouteAction,
  type TryResult,
} from '@pidalio/routing';
import type { Delivery } from './delivery.ts';
import type { Cancel, Reply, Request, Response } from './exchange.ts';
import { drawHopMs } from './latency.ts';
import { clusterEndpoint } from './load-balancing.ts';
import { startMirrors } from './mirror.ts';
import { deliveryTo } from './outbound-delivery.ts';
import { type Ending, recordOutbound } from './outbound-record.ts';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import { deliver } from './server-side.ts';
import type { World } from './world.ts';

type Forward = Extract<RouteAction, { type: 'forward' }>;

/** Sends through the caller's proxy, which decides, injects, tries again and counts. */
export function sendThroughProxy(world: World, proxy: PodProxy, request: Request, reply: Reply): Cancel {
  const outbound = new OutboundRequest(world, proxy, request, reply);
  outbound.start();
  return () => outbound.callerLeft();
}

/** One request in the caller's proxy, from the match to the end (order of Envoy's filters: fault, then router). */
class OutboundRequest {
  readonly #world: World;
  readonly #proxy: PodProxy;
  readonly #request: Request;
  readonly #reply: Reply;
  readonly #startMs: number;
  readonly #decision: Decision;
  readonly #course: Course;
  #triesMade = 0;
  #settled = false;
  #endpoint: Pod | undefined;
  #mutualTls = false;
  #cancelTry: Cancel = () => {};

  constructor(world: World, proxy: PodProxy, request: Request, reply: Reply) {
    proxy.catchUp(world.queue.nowMs);
    this.#world = world;
    this.#proxy = proxy;
    this.#request = request;
    this.#reply = reply;
    this.#startMs = world.queue.nowMs;
    this.#decision = proxy.decide(request);
    this.#course = world.sample(this.#decision);
  }

  start(): void {
    if (this.#course.delayMs > 0) this.#world.queue.after(this.#course.delayMs, () => this.#afterDelay());
    else this.#afterDelay();
  }

  callerLeft(): void {
    if (this.#settled) return;
    this.#cancelTry();
    this.#finish({ status: 0, bytes: 0 }, { flags: 'DC', details: 'downstream_remote_disconnect' });
  }

  #afterDelay(): void {
    if (this.#settled) return;
    const { abort } = this.#course;
    if (abort) {
      const status = abort.grpc ? 200 : abort.status;
      this.#finish({ status, bytes: 18 }, { flags: 'FI', details: 'fault_filter_abort' });
      return;
    }
    const { action } = this.#decision;
    if (action.type === 'forward') this.#forward(action);
    else if (action.type === 'passthrough') this.#passThrough();
    else if (action.type === 'plain') this.#tryEndpoint(clusterEndpoint(this.#world, this.#proxy, action.cluster), undefined);
    else {
      const { status, flags, details, body = '' } = localAnswer(action, this.#decision.virtualHost !== undefined);
      this.#finish({ status, bytes: body.length }, { flags, details });
    }
  }

  #forward(action: Forward): void {
    const cluster = this.#course.cluster;
    startMirrors(this.#world, this.#proxy, this.#course.mirrors, forwarded(this.#request, action));
    if (!cluster?.exists) {
      this.#finish({ status: cluster?.missingStatus ?? 503, bytes: 0 }, { flags: 'NC', details: 'cluster_not_found' });
      return;
    }
    const { timeoutMs } = action;
    if (timeoutMs !== undefined && timeoutMs > 0) {
      this.#world.queue.after(timeoutMs, () => this.#timedOut('response_timeout', 'UT'));
    }
    this.#try(action, cluster);
  }

  #try(action: Forward, cluster: Cluster): void {
    if (!this.#settled) this.#tryEndpoint(clusterEndpoint(this.#world, this.#proxy, cluster), action);
  }

  /** The original destination of a request no rule knows: plain text, straight to where the caller's DNS points. */
  #passThrough(): void {
    const endpoints = this.#world.kubernetesEndpoints(this.#request.host, this.#proxy.pod.namespace);
    this.#tryEndpoint(this.#proxy.nextEndpoint('PassthroughCluster', endpoints), undefined);
  }

  #tryEndpoint(endpoint: Pod | undefined, action: Forward | undefined): void {
    if (!endpoint) {
      this.#finish({ status: 503, bytes: 19 }, { flags: 'UH', details: 'no_healthy_upstream' });
      return;
    }
    const { queue, random } = this.#world;
    const tryNumber = ++this.#triesMade;
    const delivery = this.#deliveryTo(endpoint, action);
    let ended = false;
    let cancelServer: Cancel = () => {};
    const endTry = (outcome: TryResult, response: Response) => {
      if (ended || this.#settled) return;
      ended = true;
      this.#tryEnded(outcome, response, endpoint, action);
    };
    this.#cancelTry = () => {
      ended = true;
      cancelServer();
    };
    queue.after(drawHopMs(random), () => {
      if (ended || this.#settled) return;
      this.#endpoint = endpoint;
      this.#mutualTls = delivery.tls === 'mutual';
      cancelServer = deliver(this.#world, endpoint, delivery, (response) => {
        const outcome: TryResult = response.broken ? { type: response.broken } : { type: 'status', status: response.status };
        queue.after(drawHopMs(random), () => endTry(outcome, response));
      });
    });
    const perTryMs = action?.retries.perTryTimeoutMs;
    if (perTryMs) queue.after(perTryMs, () => this.#perTryTimedOut(tryNumber, () => ended, endTry));
  }

  #deliveryTo(endpoint: Pod, action: Forward | undefined): Delivery {
    const { cluster, destination } = this.#course;
    const request = action ? forwarded(this.#request, action) : this.#request;
    return deliveryTo(this.#world, this.#proxy, request, { cluster, endpoint, tls: action && destination?.settings?.tls });
  }

  #perTryTimedOut(tryNumber: number, hasEnded: () => boolean, endTry: (outcome: TryResult, response: Response) => void): void {
    if (this.#settled || hasEnded() || tryNumber !== this.#triesMade) return;
    const cancel = this.#cancelTry;
    endTry({ type: 'per-try-timeout' }, { status: 504, bytes: 24 });
    cancel();
  }

  #tryEnded(outcome: TryResult, response: Response, endpoint: Pod, action: Forward | undefined): void {
    if (outcome.type === 'connect-failure') this.#endpoint = undefined;
    const retriable = action !== undefined && isRetriable(action.retries, outcome);
    if (retriable && this.#triesMade <= action.retries.attempts) {
      const cluster = this.#course.cluster;
      const pauseMs = longestPauseMs(action.retries, this.#triesMade) * this.#world.random();
      if (cluster) this.#world.queue.after(pauseMs, () => this.#try(action, cluster));
      return;
    }
    const { flags, details } = endingOf(outcome, false, this.#triesMade > 1);
    const upstreamHost = `${endpoint.ip}:${this.#request.port}`;
    this.#finish(response, { flags: retriable ? joinFlags('URX', flags) : flags, details, upstreamHost });
  }

  #timedOut(details: string, flags: string): void {
    if (this.#settled) return;
    this.#cancelTry();
    this.#finish({ status: 504, bytes: 24 }, { flags, details });
  }

  #finish(response: Response, ending: Ending): void {
    if (this.#settled) return;
    this.#settled = true;
    recordOutbound(this.#world, {
      proxy: this.#proxy,
      request: this.#request,
      decision: this.#decision,
      course: this.#course,
      endpoint: this.#endpoint,
      mutualTls: this.#mutualTls,
      startMs: this.#startMs,
      response,
      ending: this.#course.delayMs > 0 ? { ...ending, flags: joinFlags('DI', ending.flags) } : ending,
    });
    this.#reply({ status: response.status, bytes: response.bytes });
  }
}

/** The request as it leaves the proxy, after rewrites. */
function forwarded(request: Request, action: Forward): Request {
  const unchanged = action.rewrittenPath === request.path && action.rewrittenHost === request.host;
  return unchanged ? request : { ...request, path: action.rewrittenPath, host: action.rewrittenHost };
}
