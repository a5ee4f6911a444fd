import { expect, test } from 'vitest';
import { explainInbound } from './explain-inbound.ts';
import type { InboundRequest } from './inbound.ts';
import { buildMesh } from './mesh.ts';

const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'Sidecar'] as const;

/** Specs that no API server would admit; each is given to every kind. */
const SPECS: readonly unknown[] = [
  undefined,
  null,
  'text',
  [],
  { rules: 'all', selector: 5, mtls: 'STRICT', jwtRules: {}, ingress: 'x', targetRefs: [null, 3] },
  { rules: [null, 7, 'x', {}, { from: {}, to: [null], when: [{}] }], jwtRules: [null, {}], ingress: [null, {}], portLevelMtls: [] },
  { rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/99', 'x', '::1'], principals: [1, null] } }] }], action: 'SOMETIMES' },
  { rules: [{ to: [{ operation: { ports: ['x', '-1', '99999'], paths: ['{**', '*'], hosts: [''] } }] }], action: 'DENY' },
  { rules: [{ when: [{ key: 'request.headers[' }, { key: 'request.auth.claims[]' }, { key: 7 }], to: [{}] }], action: 'DENY' },
  { rules: [{}], action: 'CUSTOM', provider: 'none' },
  { jwtRules: [{ issuer: 3, fromHeaders: ['x'], fromParams: 'y', audiences: [{}], outputClaimToHeaders: [{}] }] },
  { rules: [{ from: [{ source: { namespaces: ['(['], serviceAccounts: ['((', '/'] } }] }], portLevelMtls: { x: { mode: 1 } } },
];

const REQUESTS: readonly Partial<InboundRequest>[] = [
  {},
  { protocol: 'tcp' },
  { peer: { principal: 'x', ip: 'nowhere' }, headers: { 'x-forwarded-for': ',,', authorization: 'Bearer ' }, path: '' },
  { method: 'OPTIONS', path: '?access_token', headers: { authorization: ['Bearer a.b', 'Bearer ..'], cookie: '=;' } },
  { unknown: ['headers', 'path', 'principal', 'ip', 'claims', 'host', 'method', 'sni', 'address'] },
];

test.each(SPECS)('answers under any configuration: %j', (spec) => {
  const mesh = buildMesh(
    KINDS.map((kind) => ({
      apiVersion: kind === 'Sidecar' ? 'networking.istio.io/v1' : 'security.istio.io/v1',
      kind,
      metadata: { name: 'odd', namespace: 'default' },
      spec,
    })),
  );
  for (const request of REQUESTS) {
    const decision = explainInbound(mesh, {
      workload: { namespace: 'default', labels: { app: 'web' } },
      port: 8080,
      protocol: 'http',
      authority: 'web',
      method: 'GET',
      path: '/',
      headers: {},
      peer: {},
      ...request,
    });
    expect(['allowed', 'denied', 'unauthenticated', 'refused']).toContain(decision.outcome);
  }
});
