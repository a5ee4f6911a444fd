import { timestamp } from '../clock.ts';
import { KubeStatusError } from '../status.ts';
import type { KubeObject, ResourceId } from '../types.ts';
import { type Controller, inBackground, unlessGone } from './context.ts';

const events: ResourceId = { group: '', version: 'v1', plural: 'events' };

/** How long an API server keeps events (`--event-ttl`). */
const keptMs = 3_600_000;

export interface Occurrence {
  reason: string;
  message: string;
  component: string;
  host?: string;
  /** The part concerned, `spec.containers{name}`. */
  fieldPath?: string;
}

/** Tells what happened to an object, by itself: nothing waits for an event, and none is written where a namespace is going. */
export function recordEvent(controller: Controller, object: KubeObject, occurrence: Occurrence): void {
  inBackground(controller, write(controller, object, occurrence));
}

async function write(
  controller: Controller,
  object: KubeObject,
  { reason, message, component, host, fieldPath }: Occurrence,
): Promise<void> {
  const { name, namespace = 'default', uid, resourceVersion } = object.metadata;
  const time = timestamp(controller.now());
  const eventName = `${name}.${Math.floor(controller.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')}`;
  try {
    await controller.client.create(events, namespace, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        namespace,
        uid,
        resourceVersion,
        ...(fieldPath ? { fieldPath } : {}),
      },
      type: 'Normal',
      reason,
      message,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      eventTime: null,
      source: { component, ...(host ? { host } : {}) },
      reportingComponent: component,
      reportingInstance: host ?? '',
    });
  } catch (error) {
    if (!(error instanceof KubeStatusError)) throw error;
    return;
  }
  controller.setTimer(() => inBackground(controller, unlessGone(controller.client.delete(events, namespace, eventName))), keptMs);
}
