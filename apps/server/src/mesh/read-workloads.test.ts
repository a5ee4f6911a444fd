import { buildCatalog } from '@pidalio/istio';
import { expect, test } from 'vitest';
import { objectsOf } from './cluster.fixture.ts';
import { readNamespaces } from './read-namespaces.ts';
import { readWorkloads } from './read-workloads.ts';

const pods = objectsOf(`
apiVersion: v1
kind: Pod
metadata: {name: a-77-x, labels: {app: a, version: v1, pod-template-hash: "77"}, ownerReferences: [{kind: ReplicaSet, name: a-77, controller: true}]}
spec: {containers: [{name: app}, {name: istio-proxy}]}
status: {phase: Running}
---
apiVersion: v1
kind: Pod
metadata: {name: a-77-y, labels: {app: a, version: v1, pod-template-hash: "77"}, ownerReferences: [{kind: ReplicaSet, name: a-77, controller: true}]}
spec: {containers: [{name: app}, {name: istio-proxy}]}
status: {phase: Pending}
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app.kubernetes.io/name: db}, ownerReferences: [{kind: StatefulSet, name: db, controller: true}]}
spec: {initContainers: [{name: istio-proxy}], containers: [{name: db}]}
status: {phase: Running}
---
apiVersion: v1
kind: Pod
metadata: {name: job-x, ownerReferences: [{kind: Job, name: job, controller: true}]}
spec: {containers: [{name: job}]}
status: {phase: Succeeded}
---
apiVersion: v1
kind: Pod
metadata: {name: gw-x, namespace: ingress, labels: {istio: ingress}, ownerReferences: [{kind: ReplicaSet, name: gw-9, controller: true}]}
spec: {containers: [{name: istio-proxy}]}
status: {phase: Running}
---
apiVersion: v1
kind: Pod
metadata: {name: lone, namespace: bare}
spec: {containers: [{name: app}]}
status: {phase: Running}
`);
const replicaSets = objectsOf(`
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: gw-9, namespace: ingress, ownerReferences: [{kind: Deployment, name: gateway, controller: true}]}
`);
const deployments = objectsOf(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: asleep}
spec: {replicas: 0, template: {metadata: {labels: {app: a, version: v2}}}}
`);
const workloads = readWorkloads(pods, replicaSets, deployments);

test('workloads are named as Istio names them, with what their pods say', () => {
  expect(workloads.map(({ labels: _, ...workload }) => workload)).toEqual([
    { namespace: 'default', name: 'a', app: 'a', version: 'v1', pods: 2, sidecar: true, gateway: false },
    { namespace: 'default', name: 'db', app: 'db', version: 'latest', pods: 1, sidecar: true, gateway: false },
    { namespace: 'ingress', name: 'gateway', app: 'gateway', version: 'latest', pods: 1, sidecar: false, gateway: true },
    { namespace: 'bare', name: 'lone', app: 'lone', version: 'latest', pods: 1, sidecar: false, gateway: false },
    { namespace: 'default', name: 'asleep', app: 'a', version: 'v2', pods: 0, sidecar: true, gateway: false },
  ]);
});

test('a namespace has the mode of its own PeerAuthentication, else the mesh’s', () => {
  const peerAuthentications = objectsOf(`
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec: {mtls: {mode: PERMISSIVE}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: own, namespace: default}
spec: {mtls: {mode: STRICT}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: one, namespace: bare}
spec: {selector: {matchLabels: {app: x}}, mtls: {mode: DISABLE}}
`);
  expect(readNamespaces(['default', 'ingress', 'bare'], workloads, buildCatalog(peerAuthentications))).toEqual([
    { name: 'default', mtls: 'strict', sidecars: 'all' },
    { name: 'ingress', mtls: 'permissive', sidecars: 'all' },
    { name: 'bare', mtls: 'permissive', sidecars: 'none' },
  ]);
});
