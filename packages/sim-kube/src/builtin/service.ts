import { equalJson, isObject, listAt, numberAt, objectAt, stringAt } from '../json.ts';
import type { Preparation, Strategy } from '../resource.ts';
import { type FieldError, invalidValue, requiredValue, unsupportedValue } from '../status.ts';
import type { JsonObject } from '../types.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** Services get addresses and node ports from the server. */
export const serviceStrategy: Partial<Strategy> = {
  prepare: (service, old, preparation) => {
    const spec = objectAt(service, 'spec');
    if (!spec || preparation.subresource !== '') return;
    if (stringAt(spec, 'type') === 'ExternalName') return;
    for (const port of listAt(spec, 'ports').filter(isObject)) port.targetPort ??= port.port;
    spec.clusterIP ??= stringAt(old, 'spec', 'clusterIP') ?? freeAddress(preparation);
    spec.clusterIPs ??= [spec.clusterIP];
    spec.internalTrafficPolicy ??= 'Cluster';
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
    if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
      spec.externalTrafficPolicy ??= 'Cluster';
      for (const port of listAt(spec, 'ports').filter(isObject)) port.nodePort ??= freeNodePort(preparation, listAt(spec, 'ports'));
    }
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
  },
  validate: (service, old) => [...portErrors(service), ...addressErrors(service, old)],
};

/** From 10.96.0.0/16, the service range of kubeadm clusters. */
function freeAddress({ random, isFree }: Preparation): string {
  for (;;) {
    const address = `10.96.${Math.floor(random() * 256)}.${1 + Math.floor(random() * 254)}`;
    if (isFree((service) => stringAt(service, 'spec', 'clusterIP') === address)) return address;
  }
}

function freeNodePort({ random, isFree }: Preparation, others: readonly unknown[]): number {
  const uses = (ports: readonly unknown[], wanted: number) => ports.some((port) => numberAt(port, 'nodePort') === wanted);
  for (;;) {
    const wanted = 30000 + Math.floor(random() * 2768);
    if (!uses(others, wanted) && isFree((service) => uses(listAt(service, 'spec', 'ports'), wanted))) return wanted;
  }
}

function portErrors(service: JsonObject): FieldError[] {
  const type = stringAt(service, 'spec', 'type') ?? '';
  if (!types.includes(type)) return [unsupportedValue('spec.type', type, types)];
  const ports = listAt(service, 'spec', 'ports');
  const isHeadless = stringAt(service, 'spec', 'clusterIP') === 'None';
  if (ports.length === 0) return type === 'ExternalName' || isHeadless ? [] : [requiredValue('spec.ports')];
  return ports.flatMap((port, index) => {
    const errors: FieldError[] = [];
    const number = numberAt(port, 'port');
    if (number === undefined || number < 1 || number > 65535)
      errors.push(invalidValue(`spec.ports[${index}].port`, number ?? 0, 'must be between 1 and 65535, inclusive'));
    if (ports.length > 1 && !stringAt(port, 'name')) errors.push(requiredValue(`spec.ports[${index}].name`));
    return errors;
  });
}

function addressErrors(service: JsonObject, old: JsonObject | undefined): FieldError[] {
  if (!old || stringAt(service, 'spec', 'type') === 'ExternalName') return [];
  const [now, before] = [stringAt(service, 'spec', 'clusterIP'), stringAt(old, 'spec', 'clusterIP')];
  if (before === undefined || equalJson(now, before)) return [];
  return [invalidValue('spec.clusterIPs[0]', listAt(service, 'spec', 'clusterIPs'), 'may not change once set')];
}
