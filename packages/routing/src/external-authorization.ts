import { type AuthorizationPolicy, allServices, type Catalog, compareText } from '@pidalio/istio';
import { type Findings, findRules, type NamedRule } from './authorize.ts';
import type { ExternalAnswer } from './credentials.ts';
import type { Stop } from './decision.ts';
import type { InboundFacts } from './inbound-facts.ts';

/** What CUSTOM policies do with a request. */
export type ExternalVerdict =
  | { type: 'passes' }
  /** No rule asks, or the service says yes. */
  | { type: 'denied'; status: number; details: string; body?: string; flags: readonly string[]; rule: NamedRule };

export interface ExternalFindings {
  provider: string;
  /** The provider is not configured, its service is unknown, or there are several: what the rules match is denied. */
  isBroken: boolean;
  statusOnError: number;
  failOpen: boolean;
  findings: Findings;
}

/** The filters of CUSTOM policies, one for each provider; on TCP only those of providers that speak gRPC exist. */
export function externalFindings(catalog: Catalog, policies: readonly AuthorizationPolicy[], facts: InboundFacts): ExternalFindings[] {
  const names = [...new Set(policies.map(({ provider }) => provider))].sort(compareText);
  return names.flatMap((name) => {
    const provider = catalog.options.extensionProviders?.find((candidate) => candidate.name === name);
    const isBroken = names.length > 1 || provider === undefined || !isReachable(catalog, provider.service);
    if (!isBroken && facts.isTcp && !provider.grpc) return [];
    const own = policies.filter((policy) => policy.provider === name);
    return {
      provider: name,
      isBroken,
      statusOnError: provider?.statusOnError ?? 403,
      failOpen: provider?.failOpen ?? false,
      findings: findRules(own, facts),
    };
  });
}

/** `host` or `namespace/host` must be in the registry. */
function isReachable(catalog: Catalog, service: string): boolean {
  const slash = service.indexOf('/');
  const hostname = service.slice(slash + 1).toLowerCase();
  const namespace = slash < 0 ? undefined : service.slice(0, slash);
  return allServices(catalog).some((known) => known.hostname === hostname && (namespace === undefined || known.namespace === namespace));
}

export function externalVerdict(
  external: ExternalFindings,
  rule: NamedRule | undefined,
  answer: ExternalAnswer,
  stops: Stop[],
): ExternalVerdict {
  if (rule === undefined) return { type: 'passes' };
  const { provider, isBroken, statusOnError, failOpen } = external;
  const at = { ref: rule.policy.ref, path: rule.rule.path };
  if (isBroken) {
    stops.push({ code: 'AP-CUSTOM-BROKEN', ...at, values: { provider } });
    const details = `rbac_access_denied_matched_policy[istio-ext-authz-${provider === '' ? '' : `${provider}-`}${rule.name}-deny-due-to-bad-CUSTOM-action]`;
    return { type: 'denied', status: 403, details, body: 'RBAC: access denied', flags: [], rule };
  }
  stops.push({ code: 'AP-CUSTOM', ...at, values: { provider, answer } });
  if (answer === 'allows' || (answer === 'unreachable' && failOpen)) return { type: 'passes' };
  const failed = answer === 'unreachable';
  return {
    type: 'denied',
    status: failed ? statusOnError : 403,
    details: failed ? 'ext_authz_error' : 'ext_authz_denied',
    flags: ['UAEX'],
    rule,
  };
}
