interface Column {
  name: string;
  type: string;
  jsonPath: string;
  description?: string;
  priority?: number;
}

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
  columns: Column[];
}

const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** What Kubernetes says about the field, as Istio's CRDs repeat it; only the last sentence differs from kind to kind. */
const creationTimestamp =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC. Populated by the system. Read-only. Null for lists.';
const istioAge = {
  ...age,
  description: `${creationTimestamp} More info: https://git.k8s.io/community/contributors/devel/api-conventions.md#metadata`,
};
const destinationRuleAge = {
  ...age,
  description: `${creationTimestamp} For more information, see [Kubernetes API Conventions](https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#metadata)`,
};

function column(name: string, jsonPath: string, description: string): Column {
  return { name, type: 'string', jsonPath, description };
}

function istio(
  group: string,
  kind: string,
  plural: string,
  shortNames: string[],
  columns: Column[] = [],
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
    columns,
  };
}

function gatewayApi(
  kind: string,
  plural: string,
  shortNames: string[],
  columns: [string, string][] = [],
  { trailing = [], ...extra }: Partial<CrdKind> & { trailing?: Column[] } = {},
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
    columns: [...columns.map(([name, jsonPath]) => ({ name, type: 'string', jsonPath })), age, ...trailing],
    ...extra,
  };
}

const networking = 'networking.istio.io';
const security = 'security.istio.io';

const v1beta1Too = { served: ['v1', 'v1beta1'] };
const v1alpha2Too: Partial<CrdKind> = { served: ['v1', 'v1alpha2'], declaration: { package: 'gateway-api', version: 'v1alpha2' } };
const accepted: [string, string] = ['Accepted', '.status.conditions[?(@.type=="Accepted")].status'];
const programmed: [string, string] = ['Programmed', '.status.conditions[?(@.type=="Programmed")].status'];

export const crdKinds: readonly CrdKind[] = [
  istio(
    networking,
    'VirtualService',
    'virtualservices',
    ['vs'],
    [
      column('Gateways', '.spec.gateways', 'The names of gateways and sidecars that should apply these routes'),
      column('Hosts', '.spec.hosts', 'The destination hosts to which traffic is being sent'),
      istioAge,
    ],
  ),
  istio(
    networking,
    'DestinationRule',
    'destinationrules',
    ['dr'],
    [column('Host', '.spec.host', 'The name of a service from the service registry'), destinationRuleAge],
  ),
  istio(networking, 'Gateway', 'gateways', ['gw']),
  istio(
    networking,
    'ServiceEntry',
    'serviceentries',
    ['se'],
    [
      column('Hosts', '.spec.hosts', 'The hosts associated with the ServiceEntry'),
      column(
        'Location',
        '.spec.location',
        'Whether the service is external to the mesh or part of the mesh (MESH_EXTERNAL or MESH_INTERNAL)',
      ),
      column('Resolution', '.spec.resolution', 'Service resolution mode for the hosts (NONE, STATIC, or DNS)'),
      istioAge,
    ],
  ),
  istio(networking, 'Sidecar', 'sidecars', []),
  istio(
    networking,
    'WorkloadEntry',
    'workloadentries',
    ['we'],
    [istioAge, column('Address', '.spec.address', 'Address associated with the network endpoint.')],
  ),
  istio(networking, 'WorkloadGroup', 'workloadgroups', ['wg'], [istioAge]),
  istio(networking, 'EnvoyFilter', 'envoyfilters', [], [], { storage: 'v1alpha3', served: ['v1alpha3'], from: 'v1alpha3' }),
  istio(networking, 'ProxyConfig', 'proxyconfigs', [], [], { storage: 'v1beta1', served: ['v1beta1'], from: 'v1beta1' }),
  istio(
    security,
    'AuthorizationPolicy',
    'authorizationpolicies',
    ['ap'],
    [column('Action', '.spec.action', 'The operation to take.'), istioAge],
    v1beta1Too,
  ),
  istio(
    security,
    'PeerAuthentication',
    'peerauthentications',
    ['pa'],
    [column('Mode', '.spec.mtls.mode', 'Defines the mTLS mode used for peer authentication.'), istioAge],
    v1beta1Too,
  ),
  istio(security, 'RequestAuthentication', 'requestauthentications', ['ra'], [], v1beta1Too),
  istio('telemetry.istio.io', 'Telemetry', 'telemetries', ['telemetry'], [istioAge], {
    storage: 'v1alpha1',
    served: ['v1', 'v1alpha1'],
  }),
  istio('extensions.istio.io', 'WasmPlugin', 'wasmplugins', [], [istioAge], {
    storage: 'v1alpha1',
    served: ['v1alpha1'],
    from: 'v1alpha1',
  }),
  gatewayApi('GatewayClass', 'gatewayclasses', ['gc'], [['Controller', '.spec.controllerName'], accepted], {
    namespaced: false,
    trailing: [{ name: 'Description', type: 'string', jsonPath: '.spec.description', priority: 1 }],
    ...v1beta1Too,
  }),
  gatewayApi(
    'Gateway',
    'gateways',
    ['gtw'],
    [['Class', '.spec.gatewayClassName'], ['Address', '.status.addresses[*].value'], programmed],
    v1beta1Too,
  ),
  gatewayApi('HTTPRoute', 'httproutes', [], [['Hostnames', '.spec.hostnames']], v1beta1Too),
  gatewayApi('GRPCRoute', 'grpcroutes', [], [['Hostnames', '.spec.hostnames']]),
  gatewayApi('TLSRoute', 'tlsroutes', [], [], { served: ['v1', 'v1alpha2', 'v1alpha3'] }),
  gatewayApi('TCPRoute', 'tcproutes', [], [], v1alpha2Too),
  gatewayApi('UDPRoute', 'udproutes', [], [], v1alpha2Too),
  gatewayApi('ReferenceGrant', 'referencegrants', ['refgrant'], [], { status: false, storage: 'v1beta1', ...v1beta1Too }),
  gatewayApi('BackendTLSPolicy', 'backendtlspolicies', ['btlspolicy'], [], { served: ['v1', 'v1alpha3'] }),
  gatewayApi('ListenerSet', 'listenersets', ['lset'], [accepted, programmed]),
];
