import type { GatewayTarget } from '@pidalio/istio';
import { resolveCluster } from './cluster.ts';
import type { Connection, ConnectionDestination } from './connection.ts';
import { ruleDestinations } from './connection-destinations.ts';
import type { Stop } from './decision.ts';
import type { Mesh } from './mesh.ts';

type RuleTarget = Exclude<GatewayTarget, { type: 'http' }>;

/** Where a rule, or a name in AUTO_PASSTHROUGH, sends the connection. */
export function connectionDestinations(
  mesh: Mesh,
  { caller, tls }: Pick<Connection, 'caller' | 'tls'>,
  target: RuleTarget,
  stops: Stop[],
): ConnectionDestination[] {
  const sni = tls?.sni ?? null;
  if (target.tls !== undefined)
    stops.push({
      code: 'TL-TERMINATED',
      ref: target.owner.gateway.ref,
      path: `${target.owner.server.path}.tls.mode`,
      values: { mode: target.tls },
    });
  else if (tls !== undefined) stops.push({ code: 'TL-PASSED-THROUGH', values: { sni } });
  if (target.type === 'cluster') {
    const { host, port, subset } = target;
    stops.push({ code: 'TL-SERVICE', values: { host, sni } });
    const { cluster, stops: clusterStops } = resolveCluster(mesh.catalog, caller, { host, port, subset }, '', port);
    stops.push(...clusterStops);
    return [{ probability: 1, cluster, path: '' }];
  }
  const { rule, match, virtualService } = target;
  const path = match?.path ?? rule.path;
  const host = virtualService.hosts.join();
  stops.push(
    rule.kind === 'tls'
      ? { code: 'TL-RULE', ref: rule.ref, path, values: { sni } }
      : { code: 'TC-RULE', ref: rule.ref, path, values: { host } },
  );
  return ruleDestinations(mesh, caller, rule, target.owner.server.port, stops);
}
