import { fieldsOf, type KubeObject, textOf } from '@pidalio/istio';
import { ISTIO_VERSION } from '../scenario/istio-system.ts';
import { records } from './fields.ts';

const IMAGE = `docker.io/istio/proxyv2:${ISTIO_VERSION}`;

/** Whether Istio's injector would touch this pod (istio pkg/kube/inject/inject.go, injectRequired). */
export function needsSidecar(pod: KubeObject, namespaceLabels: Readonly<Record<string, string>>): boolean {
  const wish = pod.metadata.labels?.['sidecar.istio.io/inject'];
  const hasProxy = records(fieldsOf(pod.spec).containers).some((container) => container.name === 'istio-proxy');
  if (hasProxy || wish === 'false') return false;
  return wish === 'true' || namespaceLabels['istio-injection'] === 'enabled' || namespaceLabels['istio.io/rev'] === 'default';
}

/** The pod as the injector returns it: proxy and init container beside the application, labels and annotations that say so. */
export function injectSidecar(pod: KubeObject): KubeObject {
  const spec = fieldsOf(pod.spec);
  const containers = records(spec.containers);
  const applicationName = textOf(containers[0]?.name) ?? '';
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...pod.metadata.labels, ...proxyLabels(pod.metadata.labels ?? {}) },
      annotations: { ...pod.metadata.annotations, ...proxyAnnotations(applicationName) },
    },
    spec: { ...spec, initContainers: [...records(spec.initContainers), initContainer()], containers: [...containers, proxyContainer()] },
  };
}

function proxyLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const name = labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app;
  const revision = labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels.version ?? 'latest';
  return {
    'security.istio.io/tlsMode': 'istio',
    ...(name ? { 'service.istio.io/canonical-name': name } : {}),
    'service.istio.io/canonical-revision': revision,
  };
}

function proxyAnnotations(applicationName: string): Record<string, string> {
  return {
    'istio.io/rev': 'default',
    'kubectl.kubernetes.io/default-container': applicationName,
    'kubectl.kubernetes.io/default-logs-container': applicationName,
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/port': '15020',
    'prometheus.io/scrape': 'true',
    'sidecar.istio.io/status': JSON.stringify({
      initContainers: ['istio-init'],
      containers: ['istio-proxy'],
      volumes: [],
      imagePullSecrets: null,
      revision: 'default',
    }),
  };
}

function proxyContainer(): Record<string, unknown> {
  return {
    name: 'istio-proxy',
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: [
      'proxy',
      'sidecar',
      '--domain',
      '$(POD_NAMESPACE).svc.cluster.local',
      '--proxyLogLevel=warning',
      '--log_output_level=default:info',
    ],
    ports: [{ containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' }],
    resources: { requests: { cpu: '10m', memory: '40Mi' } },
  };
}

function initContainer(): Record<string, unknown> {
  const args = [
    'istio-iptables',
    '-p',
    '15001',
    '-z',
    '15006',
    '-u',
    '1337',
    '-m',
    'REDIRECT',
    '-i',
    '*',
    '-b',
    '*',
    '-d',
    '15090,15021,15020',
  ];
  return { name: 'istio-init', image: IMAGE, imagePullPolicy: 'IfNotPresent', args };
}
