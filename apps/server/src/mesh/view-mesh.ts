import type { MeshSummary } from '@pidalio/contract';
import type { Cluster, Identity } from '../cluster/cluster.ts';
import { activeFaults } from './active-faults.ts';
import { experimentKinds, experimentRules } from './experiment-kinds.ts';
import { routeTelemetryOf } from './route-telemetry.ts';
import type { World } from './world.ts';

/** What of the summary lies in the cluster alone. */
type FromCluster = Omit<MeshSummary, 'sources' | 'identity' | 'writes' | 'refreshSeconds' | 'istioNamespace' | 'revision'> & {
  identity?: Identity;
};

export function viewMesh(cluster: Pick<Cluster, 'objects' | 'kinds' | 'meshConfig' | 'istioVersion'>, world: World): FromCluster {
  const kinds = cluster.kinds();
  const configObjects = kinds.reduce((sum, { group, kind }) => sum + cluster.objects(`${group}/${kind}`).length, 0);
  return {
    istioVersion: cluster.istioVersion(),
    trustDomain: cluster.meshConfig().trustDomain,
    clusterDomain: world.clusterDomain,
    namespaces: namespacesOf(cluster, world),
    routeTelemetry: routeTelemetryOf(
      cluster.objects('Telemetry'),
      world.rootNamespace,
      kinds.some(({ kind }) => kind === 'Telemetry') &&
        cluster.objects('Namespace').some(({ metadata }) => metadata.name === world.rootNamespace),
    ),
    faults: activeFaults(world.virtualServices),
    counts: {
      services: world.services.length,
      workloads: world.workloads.length,
      configObjects,
      experiments: experimentRules(world).flatMap(experimentKinds).length,
    },
  };
}

function namespacesOf(cluster: Pick<Cluster, 'objects'>, world: World): MeshSummary['namespaces'] {
  const labels = new Map(cluster.objects('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  return world.namespaces
    .map(({ name, mtls }) => {
      const members = world.workloads.filter(({ namespace }) => namespace === name);
      const count = (some: typeof members) => some.reduce((sum, { pods }) => sum + pods, 0);
      const proxied = members.filter(({ sidecar, gateway }) => sidecar || gateway);
      return { name, injected: isInjected(labels.get(name) ?? {}), pods: count(members), sidecars: count(proxied), mtls };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Labels of a namespace that ask for sidecars (istio injection webhooks). */
function isInjected(labels: Readonly<Record<string, string>>): boolean {
  return labels['istio-injection'] === 'enabled' || (labels['istio-injection'] === undefined && (labels['istio.io/rev'] ?? '') !== '');
}
