import { type CatalogOptions, meshTrafficOf, workloadMutualTls } from '@pidalio/istio';
import type { Stop } from './decision.ts';
import type { InboundDecision, InboundRequest, InboundUnknown } from './inbound.ts';
import { inboundTarget, isPassedAsBytes } from './inbound-listener.ts';
import { decideSecurity, type SecurityQuestion, type SecurityVerdict } from './inbound-security.ts';
import type { Mesh } from './mesh.ts';
import { originalClientIp } from './remote-ip.ts';
import { normalizePath, splitPath } from './request-path.ts';

/** What the called workload's proxy does with a request: mutual TLS, CUSTOM, tokens, DENY, ALLOW, and why. Never throws on what resources say. */
export function explainInbound(mesh: Mesh, request: InboundRequest): InboundDecision {
  const { catalog } = mesh;
  const { workload, port, peer } = request;
  const { mode, from } = workloadMutualTls(catalog, workload.namespace, workload.labels, port);
  const encrypted = peer.principal !== undefined;
  const mutualTls = { mode, encrypted, ...from };
  const stops: Stop[] = [{ code: 'PA-MODE', ...from, values: { mode, port } }];
  // A principal that stands for anyone's still says that the caller speaks mutual TLS.
  const mayBePlain = !encrypted && (request.unknown?.includes('principal') ?? false);
  const refusal: Stop = { code: encrypted ? 'PA-REFUSED-TLS' : 'PA-REFUSED-PLAIN', ...from, values: { mode, port } };
  const refused: InboundDecision = { outcome: 'refused', flags: [], mutualTls, dryRun: {}, stops: [...stops, refusal] };
  const isRefused = mode === (encrypted ? 'DISABLE' : 'STRICT');
  const stranger = peer.principal === undefined ? undefined : foreignTrustDomain(peer.principal, catalog.options);
  if (stranger !== undefined && mode !== 'DISABLE') {
    const stop: Stop = { code: 'PA-REFUSED-TRUST-DOMAIN', values: { trustDomain: stranger } };
    return { ...refused, stops: [...stops, stop] };
  }
  // Whoever got in under STRICT has an identity, even if nobody knows which.
  if (isRefused && !mayBePlain) return refused;
  const target = inboundTarget(catalog, request, stops);
  const { verdict, alternatives } = decideSecurity(catalog, questionOf(mesh, request));
  const decisionOf = (one: SecurityVerdict): InboundDecision => {
    const { authentication, stops: own, ...rest } = one;
    const { path, headersAdded, headersRemoved, accepted } = authentication;
    const claims = accepted === undefined ? {} : { claims: accepted.claims };
    const forwarded = one.outcome === 'allowed' ? { forwarded: { path, headersAdded, headersRemoved, ...claims, ...target } } : {};
    return { ...rest, ...forwarded, mutualTls, stops: [...stops, ...own] };
  };
  const others = alternatives.map(({ assumption, verdict: other }) => ({ assumption, decision: decisionOf(other) }));
  if (mayBePlain && mode === 'STRICT') {
    const assumption: Stop = { code: 'PA-MAY-REFUSE', ...from, values: { mode, port } };
    others.push({ assumption, decision: refused });
  }
  const decision = decisionOf(verdict);
  return others.length === 0 ? decision : { ...decision, alternatives: others };
}

/** Certificates of other trust domains than the mesh's and its aliases are not accepted (istio pilot security/authn: SAN prefixes of the inbound TLS). */
function foreignTrustDomain(principal: string, options: CatalogOptions): string | undefined {
  const own = principal.split('/', 1)[0] ?? '';
  return [options.trustDomain, ...meshTrafficOf(options).trustDomainAliases].includes(own) ? undefined : own;
}

function questionOf({ catalog }: Mesh, request: InboundRequest): SecurityQuestion {
  const { options } = catalog;
  const { workload, peer, headers, authority, method, port, sni } = request;
  const target = normalizePath(request.path, options.pathNormalization);
  // MeshConfig's gatewayTopology is about gateways; a sidecar trusts the last entry of X-Forwarded-For.
  const remoteIp = request.remoteIp ?? originalClientIp({ headers, peerIp: peer.ip, isGateway: false, trustedProxies: 0 });
  return {
    workload,
    facts: {
      options,
      isTcp: isPassedAsBytes(catalog, request),
      authority,
      method,
      path: splitPath(target).path,
      headers,
      principal: peer.principal,
      peerIp: peer.ip,
      remoteIp,
      sni: sni ?? '',
      port,
      address: workload.address,
      unknown: new Set<InboundUnknown>(request.unknown),
    },
    tokens: {
      path: target,
      headers,
      ...(request.tokens === undefined ? {} : { tokens: request.tokens }),
      ...(request.claims === undefined ? {} : { claims: request.claims }),
    },
    ...(request.externalAnswer === undefined ? {} : { externalAnswer: request.externalAnswer }),
    scheme: peer.principal === undefined ? 'http' : 'https',
  };
}
