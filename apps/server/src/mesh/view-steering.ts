import type { Steering } from '@pidalio/contract';
import { type KubeObject, type ObjectRef, sameRef } from '@pidalio/istio';
import { type Flow, rateOf } from '@pidalio/topology';
import { attributionOf, isTold } from './attribution.ts';
import type { Vantage } from './governance.ts';
import { relatedRules } from './related-config.ts';
import { shareOf } from './routes-table.ts';
import { placeOf } from './rule-place.ts';
import { flowsTo, type Scene } from './scene.ts';
import { byVersion, ownLabels } from './view-service.ts';
import type { WorldService } from './world.ts';

/** Everything a wizard needs to open on a service: who governs, what runs, what is seen. */
export function viewSteering(scene: Scene, service: WorldService): Steering {
  const { world } = scene;
  const { namespace, name, host } = service;
  const flows = flowsTo(scene, service);
  const requests = flows.flatMap((flow) => flow.requests);
  const vantages = world.vantages(service);
  return {
    sources: scene.sources,
    window: scene.window,
    service: { namespace, name, host, ports: service.ports.map((port) => ({ name: port.name, port: port.port })) },
    workloads: byVersion(scene, service).map((workload) => ({
      name: workload.name,
      version: workload.version,
      versionIndex: scene.inventory.versionIndex(workload),
      labels: ownLabels(workload),
      pods: workload.pods,
      requestsPerSecond: rateOf(requests.filter(({ destination }) => destination.workload === workload.name)),
      shareSeen: shareOf(requests, [workload.name]),
    })),
    vantages: vantageRows(scene, service, vantages, flows),
    objects: relatedRules(world, service).map(withoutManagedFields),
    routes: vantages.flatMap((vantage) => routeRates(scene, vantage, flows, byVersion(scene, service))),
    otherServices: world.services
      .filter((other) => other !== service && other.selector !== null)
      .map((other) => ({ namespace: other.namespace, name: other.name })),
  };
}

function vantageRows(scene: Scene, service: WorldService, vantages: readonly Vantage[], flows: readonly Flow[]): Steering['vantages'] {
  const governed = vantages.map((vantage) => ({
    via: vantage.via,
    governing: vantage.virtualService.ref,
    delegates: delegatesOf(vantage),
    host: hostAtVantage(vantage, service),
    requestsPerSecond: rateOf(boundFlows(scene, vantage, flows).flatMap((flow) => flow.requests)),
  }));
  if (vantages.some(({ via }) => via === 'mesh')) return governed;
  const free = flows.filter((flow) => flow.proxied && !scene.world.callerOf(flow.caller).gateway);
  const ungoverned = {
    via: 'mesh',
    governing: null,
    delegates: [],
    host: service.host,
    requestsPerSecond: rateOf(free.flatMap((flow) => flow.requests)),
  };
  return [ungoverned, ...governed];
}

function delegatesOf({ virtualService, rules }: Vantage): ObjectRef[] {
  const refs = new Map(rules.map((rule) => [`${rule.ref.namespace}/${rule.ref.name}`, rule.ref]));
  return [...refs.values()].filter((ref) => !sameRef(ref, virtualService.ref));
}

/** Inside the mesh the service's own; at a gateway the host that clients ask for. */
function hostAtVantage({ via, virtualService }: Vantage, service: WorldService): string {
  return via === 'mesh' ? service.host : (virtualService.hosts[0] ?? service.host);
}

export function boundFlows(scene: Scene, vantage: Vantage, flows: readonly Flow[]): Flow[] {
  return flows.filter((flow) => flow.proxied && vantage.binds(scene.world.callerOf(flow.caller)));
}

function routeRates(scene: Scene, vantage: Vantage, flows: readonly Flow[], workloads: readonly { name: string }[]): Steering['routes'] {
  const { ruleOf, mayHide } = attributionOf(scene.world, vantage, scene.routeNamesSeen);
  const requests = boundFlows(scene, vantage, flows).flatMap((flow) => flow.requests);
  return vantage.rules.map((rule) => {
    const taken = requests.filter((sample) => ruleOf(sample) === rule);
    return {
      via: vantage.via,
      routeName: rule.name,
      ...placeOf(rule),
      requestsPerSecond: rateOf(taken),
      shares: workloads.flatMap(({ name }) => {
        const share = shareOf(taken, [name]);
        return share === null ? [] : [{ workload: name, share }];
      }),
      attributable: isTold(
        taken,
        requests.filter((sample) => mayHide(rule, sample)),
      ),
    };
  });
}

function withoutManagedFields(object: KubeObject): Steering['objects'][number] {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, name: object.metadata.name } };
}
