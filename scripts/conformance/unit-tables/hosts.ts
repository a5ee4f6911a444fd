import { readGateway } from '../../../packages/istio/src/gateway.ts';
import {
  compareSpecificity,
  expandHost,
  hostsMatch,
  intersectHosts,
  isSubsetOf,
  mostSpecificHost,
} from '../../../packages/istio/src/hosts.ts';
import { type Fields, fieldsOf, isFields, type KubeObject, outboundHosts, textOf, textsOf } from '../../../packages/istio/src/index.ts';
import { catalogOf, differs, NotRunnable, setDiffers, type UnitTable } from './table.ts';

const text = (value: unknown): string => textOf(value) ?? '';

export const hostTables: readonly UnitTable[] = [
  {
    key: 'pkg/config/host/name_test.go::TestNameMatches',
    run: (row) => differs('matches', row.out, hostsMatch(text(row.a), text(row['']))),
  },
  {
    key: 'pkg/config/host/name_test.go::TestNameSubsetOf',
    run: (row) => differs('subset', row.out, isSubsetOf(text(row.a), text(row['']))),
  },
  {
    key: 'pkg/config/host/names_test.go::TestNamesIntersection',
    run: (row) => {
      const common = textsOf(row.a).flatMap((a) => textsOf(row['']).flatMap((b) => intersectHosts(a, b) ?? []));
      return setDiffers('intersection', textsOf(row['2']), [...new Set(common)]);
    },
  },
  {
    key: 'pkg/config/host/names_test.go::TestNamesForNamespace',
    run: (row) => setDiffers('hosts', textsOf(row.want), gatewayHostsFor(textsOf(row.hosts), text(row.namespace))),
  },
  {
    key: 'pkg/config/host/names_test.go::TestNamesSortOrder',
    run: (row) => differs('order', textsOf(row['']), textsOf(row.in).sort(compareSpecificity)),
  },
  {
    key: 'pkg/config/host/names_test.go::TestMoreSpecific',
    run: (row) => differs('more specific', row.expected, compareSpecificity(text(row.host1), text(row.host2)) < 0),
  },
  {
    key: 'pilot/pkg/model/config_test.go::TestResolveShortnameToFQDN',
    run: (row) => {
      const meta = fieldsOf(row.meta);
      return differs('host', row.out, expandHost(text(row.name), text(meta.namespace), text(meta.domain)));
    },
  },
  {
    key: 'pilot/pkg/model/config_test.go::TestMostSpecificHostMatch',
    run: (row) => differs('host', row.want, mostSpecificHost(text(row.needle), textsOf(row.in)) ?? ''),
  },
  { key: 'pilot/pkg/networking/core/httproute_test.go::TestGenerateVirtualHostDomains', run: virtualHostDomains },
];

/** The hosts of a Gateway server to which VirtualServices of a namespace may bind. */
function gatewayHostsFor(hosts: readonly string[], namespace: string): string[] {
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'x', namespace: 'x' },
    spec: { servers: [{ hosts }] },
  };
  const read = readGateway(object).servers.flatMap((server) => server.hosts);
  return read.filter((entry) => entry.namespace === '*' || entry.namespace === namespace).map(({ host }) => host);
}

/** Domains that the proxy answers for the service, out of those asked for and all the names it could go by. */
function virtualHostDomains(row: Fields): string | undefined | NotRunnable {
  const service = fieldsOf(row.service);
  const [, namespace, clusterDomain] = /^([^.]+)\.svc\.(.+)$/.exec(text(fieldsOf(row.node).dNSDomain)) ?? [];
  if (namespace === undefined || clusterDomain === undefined) return new NotRunnable('are about proxies outside Kubernetes');
  if (isFields(service.clusterVIPs)) return new NotRunnable('need addresses by cluster and family');
  const port = Number(row.port);
  const object = serviceObject(service, clusterDomain, port);
  const hosts = outboundHosts(catalogOf([object], { clusterDomain }), { namespace, labels: {} }, port);
  const wanted = textsOf(row.want);
  const labels = text(service.hostname).split('.');
  const forms = labels.map((_, at) => labels.slice(0, at + 1).join('.'));
  const asked = new Set([...wanted, ...forms, ...forms.flatMap((form) => [`${form}.`, `*.${form}`, `*.${form}.`])]);
  const got = [...asked].filter(
    (domain) => hosts.claimsOf(domain).length > 0 && (!domain.startsWith('*') || hosts.wildcards.includes(domain)),
  );
  return setDiffers('domains', wanted, got);
}

/** A Kubernetes Service where the host is the name of one, else a ServiceEntry. */
function serviceObject(service: Fields, clusterDomain: string, port: number): KubeObject {
  const hostname = text(service.hostname);
  const [name = '', namespace = '', ...rest] = hostname.split('.');
  const address = text(service.defaultAddress);
  if (rest.join('.') === `svc.${clusterDomain}`) {
    const clusterIP = service.resolution === 'Passthrough' ? 'None' : address;
    return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { clusterIP, ports: [{ name: 'http', port }] } };
  }
  const spec = { hosts: [hostname], ports: [{ name: 'http', number: port, protocol: 'HTTP' }], addresses: address === '' ? [] : [address] };
  return { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 'x', namespace: 'x' }, spec };
}
