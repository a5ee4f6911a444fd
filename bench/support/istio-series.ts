/** Upper bounds of Istio's duration histogram. */
export const bounds = ['0.5', '1', '5', '10', '25', '50', '100', '250', '500', '1000', '2500', '5000', '10000', '30000', '60000', '+Inf'];

/** Numbers that look random and are the same in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The labels of Istio's standard metrics for one caller and one workload. */
export function edgeLabels(edge: number): Record<string, string> {
  const service = `service-${edge % 40}`;
  return {
    reporter: edge % 2 === 0 ? 'source' : 'destination',
    source_workload: `caller-${edge % 23}`,
    source_workload_namespace: `team-${edge % 4}`,
    source_principal: `spiffe://cluster.local/ns/team-${edge % 4}/sa/caller-${edge % 23}`,
    source_app: `caller-${edge % 23}`,
    source_version: 'v1',
    source_canonical_service: `caller-${edge % 23}`,
    source_canonical_revision: 'v1',
    destination_workload: `${service}-v${edge % 3}`,
    destination_workload_namespace: `team-${edge % 5}`,
    destination_principal: `spiffe://cluster.local/ns/team-${edge % 5}/sa/${service}`,
    destination_app: service,
    destination_version: `v${edge % 3}`,
    destination_service: `${service}.team-${edge % 5}.svc.cluster.local`,
    destination_service_name: service,
    destination_service_namespace: `team-${edge % 5}`,
    destination_canonical_service: service,
    destination_canonical_revision: `v${edge % 3}`,
    request_protocol: 'http',
    response_flags: '-',
    connection_security_policy: 'mutual_tls',
    route_name: `route-${edge}`,
  };
}
