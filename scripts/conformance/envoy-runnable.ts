import type { KubeObject } from '../../packages/istio/src/index.ts';
import type { EnvoyCase, EnvoyRequest } from './envoy-case.ts';

/** What a case needs that is not built yet; undefined when it can be run. */
export function needsMore(entry: EnvoyCase, objects: readonly KubeObject[], request: EnvoyRequest): string | undefined {
  const kinds = new Set(objects.map(({ kind }) => kind));
  if (entry.rejectedByEnvoy !== undefined) return 'need the checks of Envoy on a whole configuration';
  if (kinds.has('Ingress')) return 'need Kubernetes Ingress';
  if (request.tcp) return 'need TCP and TLS routes';
  return undefined;
}
