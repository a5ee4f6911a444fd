import {
  allServices,
  destinationRuleFor,
  type Fields,
  fieldsOf,
  isServiceVisible,
  type KubeObject,
  textOf,
  textsOf,
  virtualServicesFor,
} from '../../../packages/istio/src/index.ts';
import { catalogOf, differs, setDiffers, setupObjects, type UnitTable } from './table.ts';

const FOLDER = 'pilot/pkg/model/push_context_test.go';

export const visibilityTables: readonly UnitTable[] = [
  { key: `${FOLDER}::TestSetDestinationRuleWithExportTo`, run: destinationRuleSubsets },
  { key: `${FOLDER}::TestVirtualServiceWithExportTo`, run: (row, setup) => visibleHosts(row, setup, 'zzz') },
  { key: `${FOLDER}::TestVirtualServiceWithDefaultExportTo`, run: (row, setup) => visibleHosts(row, setup, 'zzz') },
  { key: `${FOLDER}::TestIsServiceVisible`, run: serviceVisible },
  { key: `${FOLDER}::TestServiceWithExportTo`, run: visibleServices },
];

function destinationRuleSubsets(row: Fields, setup: Fields): string | undefined {
  const catalog = catalogOf(setupObjects(setup, 'DestinationRule'));
  const client = { namespace: textOf(row.proxyNs) ?? '', labels: {} };
  const rule = destinationRuleFor(catalog, client, textOf(row.serviceNs), textOf(row.host) ?? '');
  const subsets = (rule?.subsets ?? []).map(({ name }) => name);
  return differs('subsets', textsOf(row.wantSubsets), subsets);
}

function visibleHosts(row: Fields, setup: Fields, rootNamespace: string): string | undefined {
  const defaults = textsOf(fieldsOf(setup.m).defaultVirtualServiceExportTo);
  const options = { rootNamespace, ...(defaults.length > 0 ? { defaultVirtualServiceExportTo: defaults } : {}) };
  const catalog = catalogOf(setupObjects(setup, 'VirtualService'), options);
  const visible = virtualServicesFor(catalog, textOf(row.gateway) ?? '', textOf(row.proxyNs) ?? '');
  return setDiffers(
    'hosts',
    textsOf(row.wantHosts).map((host) => host.toLowerCase()),
    visible.flatMap(({ hosts }) => hosts),
  );
}

function serviceVisible(row: Fields, setup: Fields): string | undefined {
  const attributes = fieldsOf(fieldsOf(row.service).attributes);
  const defaults = textsOf(fieldsOf(fieldsOf(row.pushContext).exportToDefaults).service);
  const object = kubernetesService('x', textOf(attributes.namespace) ?? '', textsOf(attributes.exportTo));
  const catalog = catalogOf([object], defaults.length > 0 ? { defaultServiceExportTo: defaults } : {});
  const visible = allServices(catalog).some((service) => isServiceVisible(catalog, service, textOf(setup.targetNamespace) ?? ''));
  return differs('visible', row.expect, visible);
}

/** Several services of one host count each. */
function visibleServices(row: Fields, setup: Fields): string | undefined {
  const objects = Object.entries(setup).map(([key, value]): KubeObject => {
    const { hostname, attributes } = fieldsOf(value);
    const { namespace, exportTo } = fieldsOf(attributes);
    const metadata = { name: key, namespace: textOf(namespace) ?? '' };
    const spec = { hosts: [`${hostname}.example.com`], exportTo, ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] };
    return { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata, spec };
  });
  const catalog = catalogOf(objects);
  const visible = allServices(catalog).filter((service) => isServiceVisible(catalog, service, textOf(row.proxyNs) ?? ''));
  return setDiffers(
    'hosts',
    textsOf(row.wantHosts).map((host) => `${host}.example.com`),
    visible.map(({ hostname }) => hostname),
  );
}

function kubernetesService(name: string, namespace: string, exportTo: readonly string[]): KubeObject {
  const annotations = exportTo.length === 0 ? {} : { annotations: { 'networking.istio.io/exportTo': exportTo.join(',') } };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, ...annotations }, spec: { ports: [{ port: 80 }] } };
}
