import { type DestinationHost, expandHost, type HttpRule } from '@pidalio/istio';

/** The host a destination means, in full. */
export function hostOf(destination: Pick<DestinationHost, 'host'>, rule: Pick<HttpRule, 'ref'>, clusterDomain: string): string {
  return expandHost(destination.host, rule.ref.namespace, clusterDomain);
}

/** Whether a rule sends requests or copies to a host. */
export function leadsTo(rule: HttpRule, host: string, clusterDomain: string): boolean {
  return [...rule.route, ...rule.mirrors].some((destination) => hostOf(destination, rule, clusterDomain) === host);
}
