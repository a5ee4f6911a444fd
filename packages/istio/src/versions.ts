/** A rule that Istio has only from some version on; `source` is where that is said. */
interface VersionedRule {
  since: string;
  /** The first version that no longer has it. */
  until?: string;
  source: string;
}

/**
 * Where Istio's versions from 1.24 to 1.32 decide differently about requests. The Envoy in a version is the one released with it: 1.32 in
 * Istio 1.24, 1.39 in 1.31, 1.40 in 1.32.
 */
const VERSIONED_RULES = {
  /** A Service's `trafficDistribution` counts at sidecars too. */
  'traffic-distribution': { since: '1.25', source: 'istio 1.25 change notes, Service.spec.trafficDistribution' },
  /** The annotation `networking.istio.io/traffic-distribution` of a namespace counts for its services. */
  'namespace-distribution': { since: '1.30', source: 'istio 1.30 change notes, issue 58701' },
  /** `retries.backoff` and `retries.retryIgnorePreviousHosts`. */
  'retry-backoff': { since: '1.26', source: 'istio 1.26 change notes, retry_ignore_previous_hosts and backoff' },
  /** Sidecars answer for the full name with a trailing dot; before it was an unknown host. */
  'absolute-domains': { since: '1.27', source: 'istio 1.27 change notes, issue 56007' },
  /** Upper case in the hosts of a VirtualService; before its rules were ignored. */
  'mixed-case-hosts': { since: '1.27', source: 'istio 1.27 change notes, issue 55767' },
  /** `trafficPolicy.retryBudget`. */
  'retry-budget': { since: '1.27', source: 'istio 1.27 change notes, retry budget in DestinationRule' },
  /** A mirror copy keeps the Host header; before `-shadow` was appended. */
  'mirror-keeps-host': { since: '1.28', source: 'istio 1.28 change notes, DISABLE_SHADOW_HOST_SUFFIX, issue 57530' },
  /** Of one hostname in several namespaces the Kubernetes Service counts, else the oldest; before the first namespace by alphabet. */
  'services-by-age': { since: '1.30', source: 'istio 1.30 upgrade notes, PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE' },
  /** A CORS filter of the Gateway API answers preflights of foreign origins itself; before they were forwarded. */
  'api-preflights-ignored': { since: '1.30', source: 'istio 1.30 change notes, issues 59018 and 59026' },
  /** Every entry of a ReferenceGrant's `to` counts; before only the last. */
  'reference-grant-entries': { since: '1.30', source: 'istio 1.30 change notes, ReferenceGrant `to`' },
  /** A rule of an HTTPRoute without backendRefs answers 404; before and after 500. */
  'empty-route-not-found': {
    since: '1.30',
    until: '1.31',
    source: 'istio 1.30 change notes, issue 59356; istio 1.31, HTTPRouteNoBackendRefs',
  },
  /** `~namespace/host` in the egress hosts of a Sidecar takes away. */
  'egress-exclusions': { since: '1.31', source: 'istio 1.31 change notes, issue 60139' },
  /** `redirect.prefixRewrite` of a VirtualService. */
  'redirect-prefix-rewrite': { since: '1.31', source: 'istio 1.31 change notes, issue 47500' },
  /** Each value of a repeated header is compared; before they were joined with commas. */
  'headers-one-by-one': { since: '1.31', source: 'envoy 1.39 changelog, match_headers_individually' },
  /** MeshConfig's default exportTo of services and VirtualServices may name namespaces beside `.`; before these were lost. */
  'default-export-lists': { since: '1.31', source: 'istio 1.31 change notes, issue 60560' },
  /** MeshConfig.defaultTrafficPolicy. */
  'default-traffic-policy': { since: '1.31', source: 'istio 1.31 change notes, defaultTrafficPolicy' },
  /** Proxies are told of endpoints that are not ready. */
  'unready-endpoints': { since: '1.31', source: 'istio 1.31 change notes, PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS' },
} as const satisfies Record<string, VersionedRule>;

export type VersionedRuleName = keyof typeof VERSIONED_RULES;

/** Whether Istio of this version has the rule. */
export function hasRule(options: { istioVersion: string }, name: VersionedRuleName): boolean {
  const { since, until }: VersionedRule = VERSIONED_RULES[name];
  return isVersionAtLeast(options.istioVersion, since) && (until === undefined || !isVersionAtLeast(options.istioVersion, until));
}

/** Only major and minor count: `1.32-dev` and `1.32.1` are 1.32. */
function isVersionAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
