export { compareAge, compareText } from './age-order.ts';
export { authorizationPoliciesFor } from './authorization-policies.ts';
export type { Attribute, AuthorizationAction, AuthorizationPolicy, AuthorizationRule, Clause, Condition } from './authorization-policy.ts';
export {
  buildCatalog,
  type Catalog,
  type CatalogChanges,
  type CatalogOptions,
  derived,
  findObject,
  objectsOf,
  withChanges,
} from './catalog.ts';
export { matchedPrefix } from './cidr.ts';
export {
  type ClusterCaller,
  type ClusterKey,
  type ClusterSettings,
  clusterEndpoints,
  clusterSettings,
  type Discovery,
} from './cluster-settings.ts';
export { type ConnectionPool, UNLIMITED } from './connection-pool.ts';
export type { ConnectionRule } from './connection-rule.ts';
export { mergeDelegates } from './delegates.ts';
export { type DestinationRule, readDestinationRule, type Subset } from './destination-rule.ts';
export { allDestinationRules } from './destination-rule-index.ts';
export { destinationRuleFor } from './destination-rules.ts';
export { formatDuration, parseDuration } from './duration.ts';
export type { ClusterEndpoint, TlsMode } from './endpoint.ts';
export { type Arrival, type FilterChain, matchFilterChains, PLAIN_HTTP_ALPN, takesEverything } from './filter-chain.ts';
export { type Gateway, type GatewayServer, readGateway } from './gateway.ts';
export { autoPassthroughChain } from './gateway-chains.ts';
export {
  allGateways,
  type GatewayHostEntry,
  gatewayEntryFor,
  gatewayHosts,
  gatewaysFor,
  type ServerOfGateway,
} from './gateway-hosts.ts';
export { type GatewayChain, type GatewayListener, type GatewayTarget, gatewayListener, isOpen } from './gateway-listener.ts';
export { MESH_GATEWAY, resolveGatewayName } from './gateway-name.ts';
export { dialledListenerPort } from './gateway-ports.ts';
export { hostDomains } from './host-domains.ts';
export { compareSpecificity, expandHost, hostsMatch, isSubsetOf, isWildcard, mostSpecificHost, parseServiceHost } from './hosts.ts';
export { claimPath, type HttpMatch } from './http-match.ts';
export type {
  DestinationHost,
  HeaderChanges,
  HeaderOps,
  HttpFault,
  HttpRedirect,
  HttpRetry,
  HttpRewrite,
  HttpRule,
  MirrorDestination,
  RouteDestination,
} from './http-rule.ts';
export { type InboundPort, type InboundTarget, inboundPort } from './inbound-chains.ts';
export { type HashKey, type LoadBalancer, routeHashOf } from './load-balancer.ts';
export { formatLocality } from './locality.ts';
export type { LocalityGroup } from './locality-priorities.ts';
export { meshConfigOptions } from './mesh-config.ts';
export { meshTrafficOf } from './mesh-traffic.ts';
export { type MutualTlsMode, namespaceMutualTls, workloadMutualTls } from './mutual-tls-mode.ts';
export type { KubeObject, ObjectMeta, ObjectRef } from './object.ts';
export { sameRef, toRef } from './object-ref.ts';
export type { Origin } from './origin.ts';
export type { OutboundTarget } from './outbound-chains.ts';
export { claimsFor, type HostClaim, type OutboundHosts, outboundHosts } from './outbound-hosts.ts';
export { type OutboundListener, outboundListener } from './outbound-listener.ts';
export type { OutlierDetection } from './outlier-detection.ts';
export type { Workload } from './policy-target.ts';
export { proxyService } from './proxy-service.ts';
export { type Fields, fieldsOf, isFields, listOf, numberOf, textMapOf, textOf, textsOf } from './read.ts';
export { allServices, findCoveringService, findService, isServiceVisible } from './registry.ts';
export { type JwtRule, jwtRulesFor } from './request-authentication.ts';
export { buildRoutes, type RouteEntry, type RouteView, routeName, type StaticMismatch, staticMismatch } from './route-table.ts';
export { selectsLabels } from './selectors.ts';
export { isHttpPort, type PortProtocol, type Service, type ServicePort } from './service.ts';
export { serviceEndpoints } from './service-endpoints.ts';
export { sidecarFor } from './sidecars.ts';
export { readStringMatch, type StringMatch } from './string-match.ts';
export { LAST_APPLIED, toYaml } from './to-yaml.ts';
export type { UpstreamTls } from './upstream-tls.ts';
export { hasRule } from './versions.ts';
export { readVirtualService, type VirtualService } from './virtual-service.ts';
export { allVirtualServices, httpRulesOf, virtualServicesFor } from './virtual-services.ts';
export { yamlOffset } from './yaml-offset.ts';
