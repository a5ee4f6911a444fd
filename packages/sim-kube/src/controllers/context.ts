import { KubeStatusError } from '../status.ts';
import type { KubeClient, KubeObject, ResourceId } from '../types.ts';

/** What controllers work with: the API, a clock, timers and chance. */
export interface Controller {
  client: KubeClient;
  now: () => number;
  random: () => number;
  /** Calls back once after a time, in milliseconds; the returned function prevents it. */
  setTimer: (callback: () => void, delayMs: number) => () => void;
  /** Told of failures that are no answer of the API; what failed is tried again. */
  onError: (error: unknown) => void;
  /** Functions that end what a controller has started. */
  stops: (() => void)[];
}

/** All objects of a resource, kept up to date by a watch. */
export class Cache {
  private readonly objects = new Map<string, KubeObject>();

  constructor(
    controller: Controller,
    resource: ResourceId,
    onChange: (object: KubeObject, type: 'ADDED' | 'MODIFIED' | 'DELETED') => void,
  ) {
    const stop = controller.client.watch(resource, {}, ({ type, object }) => {
      if (type === 'BOOKMARK' || type === 'ERROR') return;
      const key = keyOf(object);
      if (type === 'DELETED') this.objects.delete(key);
      else this.objects.set(key, object);
      onChange(object, type);
    });
    controller.stops.push(stop);
  }

  get(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }

  all(): KubeObject[] {
    return [...this.objects.values()];
  }

  inNamespace(namespace: string | undefined): KubeObject[] {
    return this.all().filter((object) => object.metadata.namespace === namespace);
  }
}

export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

const firstRetryMs = 20;
const longestRetryMs = 5_000;

/** Handles keys one after another, each once however often it was added meanwhile; what fails is tried again later. */
export class WorkQueue {
  private readonly controller: Controller;
  private readonly handle: (key: string) => Promise<void>;
  private readonly waiting = new Set<string>();
  private readonly failures = new Map<string, number>();
  private isScheduled = false;
  private isStopped = false;

  constructor(controller: Controller, handle: (key: string) => Promise<void>) {
    this.controller = controller;
    this.handle = handle;
    controller.stops.push(() => {
      this.isStopped = true;
    });
  }

  add(key: string): void {
    this.waiting.add(key);
    if (this.isScheduled || this.isStopped) return;
    this.isScheduled = true;
    this.controller.setTimer(() => inBackground(this.controller, this.drain()), 0);
  }

  private async drain(): Promise<void> {
    for (const key of this.waiting) {
      if (this.isStopped) return;
      this.waiting.delete(key);
      try {
        await this.handle(key);
        this.failures.delete(key);
      } catch (error) {
        this.retry(key, error);
      }
    }
    this.isScheduled = false;
    if (this.waiting.size > 0) for (const key of [...this.waiting]) this.add(key);
  }

  private retry(key: string, error: unknown): void {
    if (!(error instanceof KubeStatusError)) this.controller.onError(error);
    const count = this.failures.get(key) ?? 0;
    this.failures.set(key, count + 1);
    this.controller.setTimer(() => this.add(key), Math.min(longestRetryMs, firstRetryMs * 2 ** count));
  }
}

/** Lets something go on by itself; a failure is reported. */
export function inBackground(controller: Controller, work: Promise<unknown>): void {
  work.catch(controller.onError);
}

/** Runs a call whose object may be gone by now. */
export async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof KubeStatusError) || error.status.reason !== 'NotFound') throw error;
  }
}
