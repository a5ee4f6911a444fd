/** The reserved gateway name that means all sidecars. */
export const MESH_GATEWAY = 'mesh';

/**
 * A gateway reference of a VirtualService as `namespace/name` (istio pilot model/gateway.go resolveGatewayName).
 * The old form `name.namespace.svc.cluster.local` is still understood.
 */
export function resolveGatewayName(gateway: string, namespace: string): string {
  if (gateway === MESH_GATEWAY) return gateway;
  if (!gateway.includes('/')) {
    if (!gateway.includes('.')) return `${namespace}/${gateway}`;
    const [name, owner] = gateway.split('.');
    return `${owner}/${name}`;
  }
  const [owner, name] = gateway.split('/');
  return owner === '.' ? `${namespace}/${name}` : gateway;
}
