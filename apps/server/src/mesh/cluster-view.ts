import type { SourceState } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';

/** What the views need of the watch caches. */
export interface ClusterView {
  /** Cached objects of a kind; none where the cluster does not serve it. */
  objects: (kind: string) => readonly KubeObject[];
  /** Changes whenever an object does. */
  version: () => number | string;
  state: () => SourceState;
}
