import type { KubeObject } from '@pidalio/istio';
import { stringify } from 'yaml';
import { configMap, deployment, namespace, service, serviceAccount } from './objects.ts';

export const ISTIO_VERSION = '1.28.2';

const NAMESPACE = 'istio-system';
const ISTIOD_LABELS = { app: 'istiod', istio: 'pilot', 'istio.io/rev': 'default' };
const GATEWAY_LABELS = { app: 'istio-ingressgateway', istio: 'ingressgateway' };

/** Mesh settings of the demo profile: access logs on, everything else as Istio has it. */
const MESH_CONFIG = {
  accessLogFile: '/dev/stdout',
  defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012', tracing: {} },
  defaultProviders: { metrics: ['prometheus'] },
  enablePrometheusMerge: true,
  rootNamespace: NAMESPACE,
  trustDomain: 'cluster.local',
};

/** The control plane, the ingress gateway, and the Telemetry object that puts route names into metrics. */
export function istioSystem(): KubeObject[] {
  return [namespace(NAMESPACE, { 'kubernetes.io/metadata.name': NAMESPACE }), ...controlPlane(), ...ingressGateway(), routeNameTelemetry()];
}

function controlPlane(): KubeObject[] {
  return [
    configMap(NAMESPACE, 'istio', { mesh: stringify(MESH_CONFIG), meshNetworks: 'networks: {}\n' }, { 'istio.io/rev': 'default' }),
    serviceAccount(NAMESPACE, 'istiod', { app: 'istiod' }),
    service({
      namespace: NAMESPACE,
      name: 'istiod',
      labels: ISTIOD_LABELS,
      selector: { app: 'istiod', istio: 'pilot' },
      clusterIP: '10.96.10.10',
      ports: [
        { name: 'grpc-xds', port: 15010, targetPort: 15010 },
        { name: 'https-dns', port: 15012, targetPort: 15012 },
        { name: 'https-webhook', port: 443, targetPort: 15017 },
        { name: 'http-monitoring', port: 15014, targetPort: 15014 },
      ],
    }),
    deployment({
      namespace: NAMESPACE,
      name: 'istiod',
      labels: { ...ISTIOD_LABELS, 'sidecar.istio.io/inject': 'false' },
      podAnnotations: { 'prometheus.io/port': '15014', 'prometheus.io/scrape': 'true' },
      serviceAccountName: 'istiod',
      container: { name: 'discovery', image: `docker.io/istio/pilot:${ISTIO_VERSION}`, args: ['discovery', '--monitoringAddr=:15014'] },
    }),
  ];
}

function ingressGateway(): KubeObject[] {
  const name = 'istio-ingressgateway';
  return [
    serviceAccount(NAMESPACE, `${name}-service-account`, GATEWAY_LABELS),
    service({
      namespace: NAMESPACE,
      name,
      labels: GATEWAY_LABELS,
      selector: GATEWAY_LABELS,
      type: 'LoadBalancer',
      clusterIP: '10.96.10.20',
      ports: [
        { name: 'status-port', port: 15021, targetPort: 15021 },
        { name: 'http2', port: 80, targetPort: 8080 },
        { name: 'https', port: 443, targetPort: 8443 },
      ],
    }),
    deployment({
      namespace: NAMESPACE,
      name,
      labels: {
        ...GATEWAY_LABELS,
        'istio.io/rev': 'default',
        'service.istio.io/canonical-name': name,
        'service.istio.io/canonical-revision': 'latest',
        'sidecar.istio.io/inject': 'false',
      },
      podAnnotations: { 'prometheus.io/path': '/stats/prometheus', 'prometheus.io/port': '15020', 'prometheus.io/scrape': 'true' },
      serviceAccountName: `${name}-service-account`,
      container: {
        name: 'istio-proxy',
        image: `docker.io/istio/proxyv2:${ISTIO_VERSION}`,
        args: [
          'proxy',
          'router',
          '--domain',
          '$(POD_NAMESPACE).svc.cluster.local',
          '--proxyLogLevel=warning',
          '--log_output_level=default:info',
        ],
        ports: [
          { containerPort: 15021, protocol: 'TCP' },
          { containerPort: 8080, protocol: 'TCP' },
          { containerPort: 8443, protocol: 'TCP' },
          { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' },
        ],
      },
    }),
  ];
}

/** Only callers' proxies know which route they took, so only they get the label. */
function routeNameTelemetry(): KubeObject {
  const override = (metric: string) => ({
    match: { metric, mode: 'CLIENT' },
    tagOverrides: { route_name: { operation: 'UPSERT', value: 'xds.route_name' } },
  });
  return {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name: 'mesh-route-name', namespace: NAMESPACE },
    spec: { metrics: [{ providers: [{ name: 'prometheus' }], overrides: [override('REQUEST_COUNT'), override('REQUEST_DURATION')] }] },
  };
}
