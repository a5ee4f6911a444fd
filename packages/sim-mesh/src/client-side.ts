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
import { type Attempt, startAttempt } from './attempt.ts';
import type { Cancel, Reply, Request, Response } from './exchange.ts';
import { forwardedRequest } from './forwarded-request.ts';
import { clusterEndpoints } from './load-balancing.ts';
import { startMirrors } from './mirror.ts';
import { deliveryTo } from './outbound-delivery.ts';
import { type Ending, recordOutbound } from './outbound-record.ts';
import type { Pod } from './pod.ts';
import type { PodProxy } from './pod-proxy.ts';
import type { UpstreamCluster } from './upstream-cluster.ts';
import type { World } from './world.ts';

type Forward = Extract<RouteAction, { type: 'forward' }>;

interface Target {
  /** Undefined where the request goes to the address that the caller dialled. */
  cluster: Cluster | undefined;
  upstream: UpstreamCluster;
  pods: readonly Pod[];
}

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
  /** Endpoints of the tries so far. */
  readonly #tried: Pod[] = [];
  #settled = false;
  #endpoint: Pod | undefined;
  #mutualTls = false;
  #attempt: Attempt | undefined;
  #endRetry: Cancel = () => {};

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
    this.#attempt?.cancel();
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
    else if (action.type === 'plain') this.#sendPlain(clusterEndpoints(this.#world, action.cluster));
    else {
      const { status, flags, details, body = '' } = localAnswer(action, this.#decision.virtualHost !== undefined);
      this.#finish({ status, bytes: body.length }, { flags, details });
    }
  }

  #forward(action: Forward): void {
    const cluster = this.#course.cluster;
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
    if (this.#settled) return;
    this.#tryEndpoint({ cluster, upstream: this.#proxy.upstream(cluster), pods: clusterEndpoints(this.#world, cluster) }, action);
  }

  /** The original destination of a request no rule knows: plain text, straight to where the caller's DNS points. */
  #passThrough(): void {
    this.#sendPlain(this.#world.kubernetesEndpoints(this.#request.host, this.#proxy.pod.namespace));
  }

  #sendPlain(pods: readonly Pod[]): void {
    this.#tryEndpoint({ cluster: undefined, upstream: this.#proxy.passthrough, pods }, undefined);
  }

  #tryEndpoint({ cluster, upstream, pods }: Target, action: Forward | undefined): void {
    const failed = action?.retries.avoidsPreviousHosts ? this.#tried : [];
    const endpoint = upstream.pick(pods, failed, this.#world.queue.nowMs);
    if (!endpoint) {
      this.#finish({ status: 503, bytes: 19 }, { flags: 'UH', details: 'no_healthy_upstream' });
      return;
    }
    this.#tried.push(endpoint);
    const request = action ? forwardedRequest(this.#request, action, this.#course.destination) : this.#request;
    const delivery = deliveryTo(this.#world, this.#proxy, request, cluster, endpoint);
    this.#attempt = startAttempt(this.#world, {
      upstream,
      pods,
      endpoint,
      delivery,
      perTryTimeoutMs: action?.retries.perTryTimeoutMs,
      onBegin: (hasWaited) => {
        // Copies go out with the first try, if that does not have to wait for a connection.
        if (this.#tried.length === 1 && !hasWaited) startMirrors(this.#world, this.#proxy, this.#course.mirrors, request);
      },
      onArrival: () => {
        this.#endpoint = endpoint;
        this.#mutualTls = delivery.tls === 'mutual';
      },
      onEnd: (result, response) => this.#tryEnded(result, response, endpoint, action),
    });
  }

  #tryEnded(result: TryResult, response: Response, endpoint: Pod, action: Forward | undefined): void {
    if (this.#settled) return;
    this.#endRetry();
    if (result.type === 'connect-failure') this.#endpoint = undefined;
    const { cluster } = this.#course;
    const triesMade = this.#tried.length;
    const { flags, details, body } = endingOf(result, action !== undefined && this.#isHttp2(), triesMade > 1);
    const answer = body === undefined ? response : { status: response.status, bytes: body.length };
    const upstreamHost = result.type === 'overflow' ? '' : `${endpoint.ip}:${this.#request.port}`;
    if (action === undefined || cluster === undefined || !isRetriable(action.retries, result)) {
      this.#finish(answer, { flags, details, upstreamHost });
      return;
    }
    const { queue, random } = this.#world;
    const room = triesMade > action.retries.attempts ? undefined : this.#proxy.upstream(cluster).enterRetry(queue.nowMs);
    if (!room) {
      const reason = triesMade > action.retries.attempts ? 'URX' : 'UO';
      this.#finish(answer, { flags: joinFlags(reason, flags), details, upstreamHost });
      return;
    }
    this.#endRetry = room;
    queue.after(longestPauseMs(action.retries, triesMade) * random(), () => this.#try(action, cluster));
  }

  #isHttp2(): boolean {
    return this.#course.destination?.settings?.http2 ?? false;
  }

  #timedOut(details: string, flags: string): void {
    if (this.#settled) return;
    this.#attempt?.timeOut();
    this.#finish({ status: 504, bytes: 24 }, { flags, details });
  }

  #finish(response: Response, ending: Ending): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#endRetry();
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
