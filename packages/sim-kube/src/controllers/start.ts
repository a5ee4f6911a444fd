import type { KubeClient } from '../types.ts';
import { startClusterRoles } from './cluster-roles.ts';
import type { Controller } from './context.ts';
import { startDeployments } from './deployments.ts';
import { startEndpoints } from './endpoints.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { startNamespaces } from './namespaces.ts';
import { startNodes } from './nodes.ts';
import { startReplicaSets } from './replica-sets.ts';

export interface ControllerOptions {
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
  random?: () => number;
  /** Calls back once after a time; returns what prevents it. Default: an unreferenced `setTimeout`. */
  setTimer?: (callback: () => void, delayMs: number) => () => void;
  /** Told of failures that are no answer of the API; default: printed. */
  onError?: (error: unknown) => void;
  /** Time from a pod's creation to Ready; default 0. */
  podStartMs?: number;
  /** Time that a deleted pod takes to stop; default 0. */
  podStopMs?: number;
  /** Nodes to create; pods are spread over them. */
  nodes?: string[];
}

export interface Controllers {
  stop(): void;
}

/**
 * The controllers of a cluster, and what stands for scheduler and kubelet: Deployments make ReplicaSets, those make pods, pods
 * become ready, Services get their endpoints, owners take their dependents with them, namespaces end empty. All of them are
 * ordinary clients of the API.
 */
export function startControllers(client: KubeClient, options: ControllerOptions = {}): Controllers {
  const controller: Controller = {
    client,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    setTimer: options.setTimer ?? unreferencedTimer,
    onError: options.onError ?? ((error) => console.error('a controller failed:', error)),
    stops: [],
  };
  startNamespaces(controller);
  startClusterRoles(controller);
  startGarbageCollector(controller);
  startNodes(controller, {
    nodes: options.nodes ?? ['worker-1', 'worker-2'],
    podStartMs: options.podStartMs ?? 0,
    podStopMs: options.podStopMs ?? 0,
  });
  startReplicaSets(controller);
  startDeployments(controller);
  startEndpoints(controller);
  return {
    stop: () => {
      for (const stop of controller.stops) stop();
    },
  };
}

function unreferencedTimer(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}
