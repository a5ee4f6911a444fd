/** The kinds whose CRDs the playground loads. `served` lists versions as discovery shows them, the storage version first. */
export interface CrdKind {
  group: string;
  kind: string;
  plural: string;
  shortNames: string[];
  categories: string[];
  storage: string;
  served: string[];
  namespaced: boolean;
  status: boolean;
  /** Declaration in @kubernetes-models, by version it is read from. */
  declaration: { package: 'istio' | 'gateway-api'; version: string };
  columns: { name: string; type: string; jsonPath: string; description?: string }[];
}

const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function istio(
  group: string,
  kind: string,
  plural: string,
  shortNames: string[],
  columns: [string, string][] = [],
  versions: { storage?: string; served?: string[]; from?: string } = {},
): CrdKind {
  return {
    group,
    kind,
    plural,
    shortNames,
    categories: ['istio-io', `${group.split('.')[0]}-istio-io`],
    storage: versions.storage ?? 'v1',
    served: versions.served ?? ['v1', 'v1beta1', 'v1alpha3'],
    namespaced: true,
    status: true,
    declaration: { package: 'istio', version: versions.from ?? 'v1' },
    columns: [...columns.map(([name, jsonPath]) => ({ name, type: 'string', jsonPath })), ...(columns.length > 0 ? [age] : [])],
  };
}

function gatewayApi(
  kind: string,
  plural: string,
  shortNames: string[],
  columns: [string, string][] = [],
  extra: Partial<CrdKind> = {},
): CrdKind {
  return {
    group: 'gateway.networking.k8s.io',
    kind,
    plural,
    shortNames,
    categories: ['gateway-api'],
    storage: 'v1',
    served: ['v1'],
    namespaced: true,
    status: true,
    declaration: { package: 'gateway-api', version: 'v1' },
    columns: [...columns.map(([name, jsonPath]) => ({ name, type: 'string', jsonPath })), age],
    ...extra,
  };
}

const networking = 'networking.istio.io';
const security = 'security.istio.io';
const beta = { served: ['v1', 'v1beta1'] };

export const crdKinds: readonly CrdKind[] = [
  istio(
    networking,
    'VirtualService',
    'virtualservices',
    ['vs'],
    [
      ['Gateways', '.spec.gateways'],
      ['Hosts', '.spec.hosts'],
    ],
  ),
  istio(networking, 'DestinationRule', 'destinationrules', ['dr'], [['Host', '.spec.host']]),
  istio(networking, 'Gateway', 'gateways', ['gw']),
  istio(
    networking,
    'ServiceEntry',
    'serviceentries',
    ['se'],
    [
      ['Hosts', '.spec.hosts'],
      ['Location', '.spec.location'],
      ['Resolution', '.spec.resolution'],
    ],
  ),
  istio(networking, 'Sidecar', 'sidecars', []),
  istio(networking, 'WorkloadEntry', 'workloadentries', ['we'], [['Address', '.spec.address']]),
  istio(networking, 'WorkloadGroup', 'workloadgroups', ['wg']),
  istio(networking, 'EnvoyFilter', 'envoyfilters', [], [], { storage: 'v1alpha3', served: ['v1alpha3'], from: 'v1alpha3' }),
  istio(networking, 'ProxyConfig', 'proxyconfigs', [], [], { storage: 'v1beta1', served: ['v1beta1'], from: 'v1beta1' }),
  istio(security, 'AuthorizationPolicy', 'authorizationpolicies', ['ap'], [['Action', '.spec.action']], beta),
  istio(security, 'PeerAuthentication', 'peerauthentications', ['pa'], [['Mode', '.spec.mtls.mode']], beta),
  istio(security, 'RequestAuthentication', 'requestauthentications', ['ra'], [], beta),
  istio('telemetry.istio.io', 'Telemetry', 'telemetries', ['telemetry'], [], { storage: 'v1alpha1', served: ['v1', 'v1alpha1'] }),
  istio('extensions.istio.io', 'WasmPlugin', 'wasmplugins', [], [], { storage: 'v1alpha1', served: ['v1alpha1'], from: 'v1alpha1' }),
  gatewayApi(
    'GatewayClass',
    'gatewayclasses',
    ['gc'],
    [
      ['Controller', '.spec.controllerName'],
      ['Accepted', '.status.conditions[?(@.type=="Accepted")].status'],
    ],
    { namespaced: false },
  ),
  gatewayApi(
    'Gateway',
    'gateways',
    ['gtw'],
    [
      ['Class', '.spec.gatewayClassName'],
      ['Address', '.status.addresses[*].value'],
      ['Programmed', '.status.conditions[?(@.type=="Programmed")].status'],
    ],
  ),
  gatewayApi('HTTPRoute', 'httproutes', [], [['Hostnames', '.spec.hostnames']]),
  gatewayApi('GRPCRoute', 'grpcroutes', [], [['Hostnames', '.spec.hostnames']]),
  gatewayApi('TLSRoute', 'tlsroutes', []),
  gatewayApi('TCPRoute', 'tcproutes', [], [], {
    storage: 'v1alpha2',
    served: ['v1alpha2'],
    declaration: { package: 'gateway-api', version: 'v1alpha2' },
  }),
  gatewayApi('ReferenceGrant', 'referencegrants', ['refgrant'], [], { status: false, storage: 'v1beta1', served: ['v1', 'v1beta1'] }),
  gatewayApi('BackendTLSPolicy', 'backendtlspolicies', ['btlspolicy']),
  gatewayApi('ListenerSet', 'listenersets', ['lset']),
];
