import { expect, test } from 'vitest';
import { buildCatalog } from './catalog.ts';
import { workloadMutualTls } from './mutual-tls-mode.ts';
import type { KubeObject } from './object.ts';

const reviews = { namespace: 'default', labels: { app: 'reviews' } };

function policy(namespace: string, spec: unknown, name = 'p', age = '2026-01-01T00:00:00Z'): KubeObject {
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace, creationTimestamp: age }, spec };
}

const mesh = policy('istio-system', { mtls: { mode: 'STRICT' } });
const ofReviews = { matchLabels: { app: 'reviews' } };

const cases: { name: string; policies: KubeObject[]; mode: string }[] = [
  { name: 'nothing said', policies: [], mode: 'PERMISSIVE' },
  { name: 'the mesh says', policies: [mesh], mode: 'STRICT' },
  { name: 'the namespace wins over the mesh', policies: [mesh, policy('default', { mtls: { mode: 'DISABLE' } })], mode: 'DISABLE' },
  { name: 'another namespace says nothing here', policies: [policy('legacy', { mtls: { mode: 'STRICT' } })], mode: 'PERMISSIVE' },
  { name: 'UNSET inherits', policies: [mesh, policy('default', { mtls: { mode: 'UNSET' } })], mode: 'STRICT' },
  {
    name: 'the workload wins over the namespace',
    policies: [
      policy('default', { mtls: { mode: 'STRICT' } }),
      policy('default', { selector: ofReviews, mtls: { mode: 'PERMISSIVE' } }, 'w'),
    ],
    mode: 'PERMISSIVE',
  },
  {
    name: 'its port wins over the workload',
    policies: [policy('default', { selector: ofReviews, mtls: { mode: 'STRICT' }, portLevelMtls: { 9080: { mode: 'DISABLE' } } })],
    mode: 'DISABLE',
  },
  {
    name: 'a selector in the root namespace does not count',
    policies: [policy('istio-system', { selector: ofReviews, mtls: { mode: 'STRICT' } })],
    mode: 'PERMISSIVE',
  },
  {
    name: 'the oldest wins inside a level',
    policies: [
      policy('default', { mtls: { mode: 'STRICT' } }, 'young', '2026-02-01T00:00:00Z'),
      policy('default', { mtls: { mode: 'DISABLE' } }, 'old'),
    ],
    mode: 'DISABLE',
  },
];

test.each(cases)('$name: $mode', ({ policies, mode }) => {
  expect(workloadMutualTls(buildCatalog(policies), reviews.namespace, reviews.labels, 9080).mode).toBe(mode);
});
