import {
  allServices,
  type Catalog,
  type Fields,
  fieldsOf,
  isFields,
  type KubeObject,
  listOf,
  MESH_GATEWAY,
  proxyService,
  sidecarFor,
  staticMismatch,
  textOf,
  textsOf,
  type VirtualService,
  virtualServicesFor,
} from '../../../packages/istio/src/index.ts';
import { DEFAULT_EGRESS, importsService, importsVirtualService } from '../../../packages/istio/src/sidecar.ts';
import { buildMesh, explain } from '../../../packages/routing/src/index.ts';
import { catalogOf, differs, NotRunnable, setDiffers, toObject, type UnitTable, VERSION } from './table.ts';

export const sidecarTables: readonly UnitTable[] = [
  { key: 'pilot/pkg/model/sidecar_test.go::TestCreateSidecarScope', run: sidecarScope },
  { key: 'pilot/pkg/networking/core/httproute_test.go::TestSidecarOutboundHTTPRouteConfig', run: outboundVirtualHosts },
];

/** These tests know no cluster domain. */
const NO_DOMAIN = { clusterDomain: '' };

const NAMESPACE = 'mynamespace';

/** A service without ports gets one, for without it nothing of it could be seen. */
const NO_PORTS = [{ port: 1, name: 'tcp' }];

function sidecarScope(row: Fields): string | undefined | NotRunnable {
  if (isFields(row.expectedDr)) return new NotRunnable('hold a rule that only the test’s code reads');
  const services = listOf(row.services).map(fieldsOf);
  const names = services.map(({ hostname }) => hostname);
  if (names.length > new Set(names).size && services.some((service) => fieldsOf(service.attributes).serviceRegistry !== undefined)) {
    return new NotRunnable('need several registries with hosts of their own');
  }
  const sidecar = isFields(row.sidecarConfig) ? [dottedEgress(sidecarObject(row.sidecarConfig, NAMESPACE))] : [];
  const virtualServices = listOf(row.virtualServices).map((value) => toObject(value, 'VirtualService'));
  const catalog = catalogOf([...services.map(scopeService), ...sidecar, ...virtualServices], NO_DOMAIN);
  const listeners = sidecarFor(catalog, NAMESPACE, {})?.egress ?? [DEFAULT_EGRESS];
  const got = new Set<string>();
  for (const listener of listeners) {
    for (const service of allServices(catalog).filter((candidate) => importsService(listener, candidate, NAMESPACE))) {
      for (const { number } of service.ports) {
        if (listener.port === undefined || listener.port === number) got.add(`${service.namespace}/${service.hostname}:${number}`);
      }
    }
  }
  for (const virtualService of virtualServicesFor(catalog, MESH_GATEWAY, NAMESPACE)) {
    if (!listeners.some((listener) => importsVirtualService(listener, virtualService, NAMESPACE))) continue;
    for (const service of destinationsOf(catalog, virtualService)) got.add(service);
  }
  const wanted = listOf(row.expectedServices)
    .map(fieldsOf)
    .flatMap((service) => portsOf(service).map(({ port }) => `${namespaceOf(service)}/${dotted(String(service.hostname))}:${port}`));
  return setDiffers('services', wanted, [...got]);
}

/** Services that the rules for the proxy's namespace send to, copies included, whether a listener imports them or not. */
function destinationsOf(catalog: Catalog, virtualService: VirtualService): string[] {
  const view = { gateway: MESH_GATEWAY, port: 0, namespace: NAMESPACE, labels: {} };
  const rules = virtualService.http.filter(
    ({ match }) => match.length === 0 || match.some((block) => staticMismatch(block, view) === undefined),
  );
  return rules.flatMap(({ route, mirrors }) =>
    [...route, ...mirrors].flatMap(({ host, port }) => {
      const service = proxyService(catalog, { ...PROXY, namespace: NAMESPACE }, host);
      const ports = service?.ports.filter(({ number }) => port === undefined || port === number) ?? [];
      return ports.map(({ number }) => `${service?.namespace}/${service?.hostname}:${number}`);
    }),
  );
}

/** A host without a dot would be taken for a short name. */
function dotted(host: string): string {
  return host.includes('.') || host.startsWith('*') ? host : `${host}.test`;
}

/** Egress hosts, `namespace/host`, changed in the same way. */
function dottedEgress(object: KubeObject): KubeObject {
  const spec = fieldsOf(object.spec);
  const egress = listOf(spec.egress).map((listener) => ({
    ...fieldsOf(listener),
    hosts: textsOf(fieldsOf(listener).hosts).map((entry) => {
      const [namespace = '', host] = entry.split('/');
      return host === undefined ? entry : `${namespace}/${dotted(host)}`;
    }),
  }));
  return { ...object, spec: { ...spec, egress } };
}

function sidecarObject(config: unknown, namespace: string): KubeObject {
  const object = toObject(config, 'Sidecar');
  return { ...object, metadata: { ...object.metadata, namespace } };
}

function portsOf({ ports }: Fields): readonly Fields[] {
  const written = listOf(ports).map(fieldsOf);
  return written.length > 0 ? written : NO_PORTS;
}

function namespaceOf({ attributes }: Fields): string {
  return textOf(fieldsOf(attributes).namespace) ?? '';
}

function scopeService(service: Fields, at: number): KubeObject {
  const ports = portsOf(service).map(({ port, name, protocol }) => ({ number: port, name, protocol }));
  return serviceEntry(`s${at}`, namespaceOf(service), {
    hosts: [dotted(String(service.hostname))],
    ports,
    exportTo: fieldsOf(service.attributes).exportTo,
  });
}

function serviceEntry(name: string, namespace: string, spec: Fields): KubeObject {
  const metadata = { name, namespace, creationTimestamp: '2020-01-01T00:00:00Z' };
  return { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata, spec: { resolution: 'DNS', ...spec } };
}

const PROXY = { namespace: 'not-default', labels: {}, proxy: 'sidecar' } as const;

function outboundVirtualHosts(row: Fields, setup: Fields): string | undefined | NotRunnable {
  const port = Number(row.routeName);
  if (!Number.isInteger(port)) return new NotRunnable('need listeners that are no port');
  const expected = Object.entries(fieldsOf(row.expectedHosts));
  const domains = expected.flatMap(([virtualHost, names]) => Object.keys(fieldsOf(names)).map((domain) => ({ virtualHost, domain })));
  if (domains.some(({ domain }) => domain.startsWith('*.'))) return new NotRunnable('need headless services with hosts of their own');
  if (domains.some(({ domain }) => /:\d+$/.test(domain))) return new NotRunnable('need HTTP_PROXY listeners');
  const virtualServices = listOf(row.virtualServiceConfigs).map((value) => toObject(value, 'VirtualService'));
  const services = listOf(setup.services).map((call, at) => httpService(textsAndNumbers(fieldsOf(call).args), `s${at}`));
  const sidecar = isFields(row.sidecarConfig) ? [sidecarObject(row.sidecarConfig, PROXY.namespace)] : [];
  const policy = row.registryOnly === true ? 'REGISTRY_ONLY' : 'ALLOW_ANY';
  const mesh = buildMesh([...services, ...virtualServices, ...sidecar], {
    ...NO_DOMAIN,
    istioVersion: VERSION,
    outboundTrafficPolicy: policy,
  });
  const catchAll = domains.find(({ domain }) => domain === '*')?.virtualHost;
  const known = new Map(domains.filter(({ domain }) => domain !== '*').map(({ domain, virtualHost }) => [domain, virtualHost]));
  const asked = [...services, ...virtualServices].flatMap(({ spec }) => textsOf(fieldsOf(spec).hosts));
  for (const host of new Set([...known.keys(), ...asked, 'nobody.example'])) {
    const name = host.toLowerCase();
    const { virtualHost, action } = explain(mesh, {
      caller: PROXY,
      host: name,
      port,
      protocol: 'http',
      method: 'GET',
      path: '/',
      headers: {},
    });
    // A port on which nothing listens has no virtual hosts at all.
    const got = virtualHost ?? (action.type === 'passthrough' ? 'allow_any' : 'block_all');
    const difference = differs(host, known.get(host) ?? catchAll, got);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** `buildHTTPService(hostname, visibility, ip, namespace, ports…)` of Istio's test. */
function httpService([hostname, visibility, ip, namespace, ...ports]: readonly (string | number | undefined)[], name: string): KubeObject {
  return serviceEntry(name, String(namespace), {
    hosts: [hostname],
    exportTo: [visibility],
    ports: ports.map((port) => ({ number: port, name: `http-${port}`, protocol: 'HTTP' })),
    ...(ip ? { addresses: [ip] } : {}),
  });
}

function textsAndNumbers(args: unknown): (string | number | undefined)[] {
  return listOf(args).map((arg) => (typeof arg === 'string' || typeof arg === 'number' ? arg : undefined));
}
