interface OfKind {
  apiVersion: string;
  kind: string;
}

/** How an address names a kind. Istio and the Gateway API both have a Gateway; the second is spelled with its group. */
export function kindAddress({ apiVersion, kind }: OfKind): string {
  const [group] = apiVersion.split('/');
  return kind === 'Gateway' && group === 'gateway.networking.k8s.io' ? `${kind}.${group}` : kind;
}

/** The kind without the group that an address may carry. */
export function kindOfAddress(address: string): string {
  return address.split('.')[0] ?? address;
}
