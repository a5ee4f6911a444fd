import type { KubeObject } from '@pidalio/istio';
import { expect, test } from 'vitest';
import { injectSidecar, needsSidecar } from './inject-sidecar.ts';

function pod(labels: Record<string, string> = {}, containers = [{ name: 'reviews' }]): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'reviews-1', namespace: 'default', labels }, spec: { containers } };
}

const enabled = { 'istio-injection': 'enabled' };

test.each([
  ['a pod in a labelled namespace', pod(), enabled, true],
  ['a pod elsewhere', pod(), {}, false],
  ['a pod that does not want one', pod({ 'sidecar.istio.io/inject': 'false' }), enabled, false],
  ['a pod that wants one anywhere', pod({ 'sidecar.istio.io/inject': 'true' }), {}, true],
  ['a gateway, which is a proxy itself', pod({}, [{ name: 'istio-proxy' }]), enabled, false],
  ['a pod of the default revision', pod(), { 'istio.io/rev': 'default' }, true],
])('%s', (_name, object, namespaceLabels, expected) => {
  expect(needsSidecar(object, namespaceLabels)).toBe(expected);
});

test('adds the proxy after the application and says so in labels and annotations', () => {
  const injected = injectSidecar(pod({ app: 'reviews', version: 'v2' }));
  expect(injected.spec).toMatchObject({
    initContainers: [{ name: 'istio-init' }],
    containers: [{ name: 'reviews' }, { name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.28.2' }],
  });
  expect(injected.metadata.labels).toEqual({
    app: 'reviews',
    version: 'v2',
    'security.istio.io/tlsMode': 'istio',
    'service.istio.io/canonical-name': 'reviews',
    'service.istio.io/canonical-revision': 'v2',
  });
  expect(injected.metadata.annotations).toMatchObject({
    'kubectl.kubernetes.io/default-container': 'reviews',
    'prometheus.io/port': '15020',
  });
});
