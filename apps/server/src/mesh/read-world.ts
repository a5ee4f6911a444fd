import {
  allDestinationRules,
  allVirtualServices,
  type Catalog,
  destinationRuleFor,
  expandHost,
  type Fields,
  fieldsOf,
  type KubeObject,
  listOf,
  numberOf,
  type ObjectRef,
  textMapOf,
  textOf,
  textsOf,
} from '@pidalio/istio';
import type { Mesh } from '@pidalio/routing';
import { takeInventory } from '@pidalio/topology';
import type { ClusterView } from './cluster-view.ts';
import { distinctCallers, type Vantage, vantagesOf } from './governance.ts';
import { readNamespaces } from './read-namespaces.ts';
import { readWorkloads } from './read-workloads.ts';
import { placeOf } from './rule-place.ts';
import { readMirrorTargets } from './rule-targets.ts';
import type { World, WorldService } from './world.ts';

export function createWorld(cluster: ClusterView, mesh: () => Mesh): () => World {
  let known: { version: number; world: World } | undefined;
  return () => {
    const version = cluster.version();
    if (known === undefined || known.version !== version) known = { version, world: readWorld(cluster, mesh().catalog) };
    return known.world;
  };
}

function readWorld(cluster: ClusterView, catalog: Catalog): World {
  const { clusterDomain, rootNamespace } = catalog.options;
  const workloads = readWorkloads(cluster.objects('Pod'), cluster.objects('ReplicaSet'), cluster.objects('Deployment'));
  const services = cluster.objects('Service').map((object) => readService(object, clusterDomain));
  const inventory = takeInventory(workloads, services, []);
  const byName = new Map(services.map((service) => [`${service.namespace}/${service.name}`, service]));
  const callers = [...distinctCallers(catalog, workloads), ...workloads.filter(({ gateway }) => gateway)];
  const vantages = new Map<string, readonly Vantage[]>();
  let mirrorTargets: ReadonlySet<string> | undefined;
  let servicesByRule: ReadonlyMap<string, readonly WorldService[]> | undefined;
  const world: World = {
    catalog,
    clusterDomain,
    rootNamespace,
    workloads,
    services,
    namespaces: readNamespaces(
      cluster.objects('Namespace').map(({ metadata }) => metadata.name),
      workloads,
      catalog,
    ),
    externalHosts: new Set(cluster.objects('ServiceEntry').flatMap((object) => textsOf(fieldsOf(object.spec).hosts))),
    authorizationPolicies: cluster.objects('AuthorizationPolicy'),
    securityObjects: ['PeerAuthentication', 'RequestAuthentication', 'AuthorizationPolicy'].flatMap((kind) => cluster.objects(kind)),
    virtualServices: allVirtualServices(catalog),
    destinationRules: allDestinationRules(catalog),
    service: ({ namespace, name }) => byName.get(`${namespace}/${name}`),
    selectedBy: inventory.selectedBy,
    versionIndex: inventory.versionIndex,
    callerOf: (caller) => inventory.workload(caller) ?? { namespace: caller.namespace, labels: {}, gateway: false },
    vantages: (service) => {
      const found = vantages.get(service.host) ?? vantagesOf(catalog, service, callers);
      vantages.set(service.host, found);
      return found;
    },
    servicesOfRule: (ref, ruleIndex) => {
      servicesByRule ??= indexRules(world);
      return servicesByRule.get(ruleKey({ ref, ruleIndex })) ?? [];
    },
    isMirrorTarget: (callee) => {
      mirrorTargets ??= readMirrorTargets(world);
      return mirrorTargets.has(`${callee.namespace}/${callee.workload}`);
    },
    trafficPolicyOf: ({ namespace, host }) =>
      destinationRuleFor(catalog, { namespace, labels: {} }, namespace, host)?.policyFrom?.trafficPolicy,
  };
  return world;
}

function readService(object: KubeObject, clusterDomain: string): WorldService {
  const { name, namespace = '' } = object.metadata;
  const spec = fieldsOf(object.spec);
  const selector = textMapOf(spec.selector);
  return {
    namespace,
    name,
    host: expandHost(name, namespace, clusterDomain),
    selector: Object.keys(selector).length > 0 ? selector : null,
    ports: listOf(spec.ports).map((value) => {
      const fields = fieldsOf(value);
      return { name: textOf(fields.name) ?? '', port: numberOf(fields.port) ?? 0, protocol: portProtocol(fields) };
    }),
  };
}

/** What the port is declared to speak: appProtocol, else the first part of its name, else the transport. */
function portProtocol(fields: Fields): string {
  return textOf(fields.appProtocol) ?? textOf(fields.name)?.split('-')[0] ?? (textOf(fields.protocol) ?? 'TCP').toLowerCase();
}

function indexRules(world: World): Map<string, WorldService[]> {
  const index = new Map<string, WorldService[]>();
  for (const service of world.services) {
    const rules = world.vantages(service).flatMap((vantage) => vantage.rules);
    for (const key of new Set(rules.map((rule) => ruleKey(placeOf(rule))))) index.set(key, [...(index.get(key) ?? []), service]);
  }
  return index;
}

function ruleKey({ ref, ruleIndex }: { ref: ObjectRef; ruleIndex: number }): string {
  return `${ref.namespace}/${ref.name}#${ruleIndex}`;
}
