import type { ServiceRow } from '@pidalio/contract';
import { type Flow, toSignals } from '@pidalio/topology';
import { flowsTo, mtlsRatioOf, readNamespacesParameter, type Scene } from './scene.ts';
import type { WorldService } from './world.ts';

export function viewServices(scene: Scene, namespaces: string | undefined): ServiceRow[] {
  const shown = readNamespacesParameter(namespaces);
  return scene.world.services
    .filter((service) => shown === null || shown.has(service.namespace))
    .map((service) => serviceRow(scene, service))
    .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
}

export function serviceRow(scene: Scene, service: WorldService): ServiceRow {
  const flows = flowsTo(scene, service);
  const { namespace, name, host, ports } = service;
  const versions = scene.inventory.selectedBy(service).map(({ version }) => version);
  return {
    namespace,
    name,
    host,
    ports,
    versions: [...new Set(versions)],
    signals: signalsOf(scene, flows),
    mtlsRatio: mtlsRatioOf(flows),
    governedBy: scene.world.vantages(service).map(({ virtualService }) => virtualService.ref),
  };
}

export function signalsOf(scene: Scene, flows: readonly Pick<Flow, 'requests' | 'durations'>[]): ServiceRow['signals'] {
  return toSignals(
    flows.flatMap((flow) => flow.requests),
    flows.flatMap((flow) => flow.durations),
    scene.reading,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
