import type { CatalogOptions, KubeObject } from '@pidalio/istio';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import security from '../fixtures/security.yaml?raw';
import type { CheckedToken, ExternalAnswer } from './credentials.ts';
import { explainInbound } from './explain-inbound.ts';
import type { DryRunResult, InboundDecision, InboundRequest, InboundUnknown } from './inbound.ts';
import { buildMesh } from './mesh.ts';

/** Format: fixtures/README.md. */
interface Group {
  group: string;
  resources: Partial<KubeObject>[];
  tokens?: CheckedToken[];
  cases: Case[];
}

interface Case {
  rule: string;
  request: string;
  from: string;
  ip?: string;
  port?: number;
  authority?: string;
  workload?: Partial<InboundRequest['workload']>;
  headers?: InboundRequest['headers'];
  claims?: Record<string, unknown>;
  externalAnswer?: ExternalAnswer;
  unknown?: InboundUnknown[];
  options?: Partial<CatalogOptions>;
  expect: Record<string, unknown>;
}

const PROVIDERS = [{ name: 'ext', service: 'ext.default.svc.cluster.local', grpc: false, failOpen: false, statusOnError: 403 }];
const SECURITY = 'security.istio.io/v1';

describe.each<Group>(parse(security))('security: $group', (group) => {
  const resources = group.resources.map((object) => ({ apiVersion: SECURITY, kind: '', metadata: { name: '' }, ...object }));
  test.each(group.cases)('$rule', (entry) => {
    const mesh = buildMesh(resources, { extensionProviders: PROVIDERS, ...entry.options });
    const { stops, ...fields } = entry.expect;
    const seen = summary(explainInbound(mesh, toRequest(entry, group.tokens)));
    expect(seen).toMatchObject(fields);
    if (Array.isArray(stops)) expect(seen.stops).toEqual(expect.arrayContaining(stops));
  });
});

function toRequest(entry: Case, tokens: CheckedToken[] | undefined): InboundRequest {
  const [, method = '', host = '', port, target = '/'] = /^(\S+) ([^/:]+)(?::(\d+))?(\/.*)?$/.exec(entry.request) ?? [];
  const { from, ip = '127.0.0.1', headers = {}, claims, externalAnswer, unknown } = entry;
  const principal = from.startsWith('spiffe://') ? from.slice('spiffe://'.length) : `cluster.local/ns/${from.replace('/', '/sa/')}`;
  return {
    workload: { namespace: 'default', labels: { app: 'web' }, ...entry.workload },
    port: entry.port ?? Number(port ?? 8080),
    protocol: method === 'TCP' ? 'tcp' : 'http',
    authority: entry.authority ?? host,
    method,
    path: target,
    headers,
    peer: { ...(from === 'plain text' ? {} : { principal }), ...(ip === '' ? {} : { ip }) },
    ...(tokens === undefined ? {} : { tokens }),
    ...(claims === undefined ? {} : { claims }),
    ...(externalAnswer === undefined ? {} : { externalAnswer }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** A decision in the words of the fixtures. */
function summary(decision: InboundDecision): Record<string, unknown> {
  const { outcome, status, details, flags, decidedBy, dryRun, forwarded, mutualTls, stops, alternatives = [] } = decision;
  return {
    outcome,
    status: status ?? null,
    details,
    flags: flags.join(','),
    mode: mutualTls.mode,
    by: decidedBy && `${decidedBy.ref.namespace}/${decidedBy.ref.name}`,
    dryRun: { allow: allowedBy(dryRun.allow), deny: allowedBy(dryRun.deny) },
    path: forwarded?.path,
    added: forwarded?.headersAdded,
    removed: forwarded?.headersRemoved,
    cluster: forwarded?.cluster,
    address: forwarded?.address,
    alternatives: alternatives.map((alternative) => alternative.decision.outcome),
    stops: stops.flatMap(({ code, path }) => (path === undefined ? [code] : [code, `${code} ${path}`])),
  };
}

function allowedBy(result: DryRunResult | undefined): boolean | undefined {
  return result?.allowed;
}
