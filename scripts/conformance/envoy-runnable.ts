import type { EnvoyCase, EnvoyRequest } from './envoy-case.ts';

/** What a case needs that is not built yet; undefined when it can be run. */
export function needsMore(entry: EnvoyCase, request: EnvoyRequest): string | undefined {
  if (entry.rejectedByEnvoy !== undefined) return 'need the checks of Envoy on a whole configuration';
  return request.tcp ? 'need TCP and TLS routes' : undefined;
}
