import type { Cluster } from '../cluster/cluster.ts';

/** What the views need of the watch caches. */
export type ClusterView = Pick<Cluster, 'objects' | 'version' | 'state' | 'meshConfig' | 'istioVersion'>;
