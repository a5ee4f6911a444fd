import { parse } from 'yaml';
import {
  buildCatalog,
  type Fields,
  fieldsOf,
  type KubeObject,
  listOf,
  textMapOf,
  textOf,
  textsOf,
  workloadMutualTls,
} from '../../../packages/istio/src/index.ts';
import { isPolicyFor, readPolicyTarget, type Workload } from '../../../packages/istio/src/policy-target.ts';
import {
  conditionObjection,
  isPathLiteral,
  parseJwksUri,
  pathTemplateObjection,
  trustDomainObjection,
  wildcardObjection,
} from '../../../packages/istio/src/validate-authorization.ts';
import { matchesRequestPrincipal } from '../../../packages/routing/src/match-condition.ts';
import { matchesNamespace, matchesServiceAccount } from '../../../packages/routing/src/peer-match.ts';
import { isPathTemplate, matchesValue } from '../../../packages/routing/src/policy-value.ts';
import { differs, NotRunnable, type UnitTable } from './table.ts';

const text = (value: unknown): string => textOf(value) ?? '';
const withoutScheme = (identity: unknown): string => text(identity).replace('spiffe://', '');
const VALIDATION = 'pkg/config/security/security_test.go::';
const AUTHZ = 'pilot/pkg/security/authz/';

export const securityTables: readonly UnitTable[] = [
  { key: 'pilot/pkg/security/authn/policy_applier_test.go::TestComposePeerAuthentication', run: composed },
  { key: 'pilot/pkg/model/policyattachment_test.go::TestPolicyMatcher', run: attached },
  {
    key: `${AUTHZ}matcher/string_test.go::TestStringMatcherWithPrefix`,
    run: ({ v, prefix, want }) => {
      const { exact, prefix: start } = fieldsOf(want);
      const sample = (text(exact) || `${text(start)}more`).slice(text(prefix).length);
      return differs('matches', true, matchesValue(text(v), sample)) ?? differs('other', false, matchesValue(text(v), `x${sample}`));
    },
  },
  {
    key: `${AUTHZ}model/generator_test.go::TestServiceAccount`,
    run: ({ Input, Identity, Match }) => differs('matches', Match, matchesServiceAccount(text(Input), 'other', withoutScheme(Identity))),
  },
  {
    key: `${AUTHZ}model/generator_test.go::TestNamespaceMatcherRegex_Match`,
    run: ({ v, match, noMatch }) =>
      differs('match', true, matchesNamespace(text(v), withoutScheme(match))) ??
      differs('noMatch', false, matchesNamespace(text(v), withoutScheme(noMatch))),
  },
  { key: `${AUTHZ}model/generator_test.go::TestRequestPrincipal`, run: requestPrincipal },
  validation('TestCheckWildcardValues', wildcardObjection),
  validation('TestCheckTrustDomainValues', trustDomainObjection),
  validation('TestCheckValidPathTemplate', pathTemplateObjection),
  {
    key: `${VALIDATION}TestValidateCondition`,
    run: ({ key, values, wantError }) =>
      differs('refused', wantError === true, conditionObjection(text(key), textsOf(values)) !== undefined),
  },
  { key: `${VALIDATION}TestIsValidLiteral`, run: ({ glob, expected }) => differs('valid', expected, isPathLiteral(text(glob))) },
  {
    key: `${VALIDATION}TestContainsPathTemplate`,
    run: ({ path, isPathTemplate: want }) => differs('template', want, isPathTemplate(text(path))),
  },
  {
    key: `${VALIDATION}TestParseJwksURI`,
    run: (row) => differs('parsed', row.expectedError === true ? undefined : row.expected, parseJwksUri(text(row.in))),
  },
];

function validation(name: string, objection: (value: string) => string | undefined): UnitTable {
  return {
    key: `${VALIDATION}${name}`,
    run: ({ values, wantError }) =>
      differs(
        'refused',
        wantError === true,
        textsOf(values).some((value) => objection(value) !== undefined),
      ),
  };
}

function composed({ configs, want }: Fields): string | undefined {
  const objects = listOf(configs).map((config): KubeObject => {
    const { meta, spec } = fieldsOf(config);
    const { name, namespace } = fieldsOf(meta);
    return {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: text(name), namespace: text(namespace) },
      spec,
    };
  });
  const catalog = buildCatalog(objects, { rootNamespace: 'root-namespace' });
  const modeOf = (port: number) => workloadMutualTls(catalog, 'my-ns', { app: 'foo' }, port).mode;
  const { mode, perPort } = fieldsOf(want);
  const named = (value: unknown) => text(value).replace('MTLS', '').toUpperCase();
  const ports = Object.entries(fieldsOf(perPort)).map(([port, wanted]) => differs(`port ${port}`, named(wanted), modeOf(Number(port))));
  return differs('mode', named(mode), modeOf(1)) ?? ports.find((difference) => difference !== undefined);
}

const LABEL_NAMES: Readonly<Record<string, string>> = {
  'label.IoK8sNetworkingGatewayGatewayName.Name': 'gateway.networking.k8s.io/gateway-name',
};

/** The table's own word for a label's key. */
function labelsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(textMapOf(value)).map(([key, label]) => [LABEL_NAMES[key] ?? key, label]));
}

function attached({ selection, policy, policyNamespacedName, enableSelectorPolicies, expected }: Fields): string | NotRunnable | undefined {
  const { workloadNamespace, workloadLabels, isWaypoint, services } = fieldsOf(selection);
  const spec = fieldsOf(policy);
  const selector = { matchLabels: labelsOf(fieldsOf(spec.selector).matchLabels) };
  const hasTarget = spec.targetRef !== undefined || spec.targetRefs !== undefined;
  if (enableSelectorPolicies === false && !hasTarget) return new NotRunnable('are about a feature flag that is on by default');
  const workload: Workload = {
    namespace: text(workloadNamespace),
    labels: { ...labelsOf(workloadLabels), ...(isWaypoint === true ? { 'gateway.istio.io/managed': 'istio.io-mesh-controller' } : {}) },
    services: listOf(services).map((service) => {
      const { name, namespace, registry } = fieldsOf(service);
      return { name: text(name), namespace: text(namespace), kind: registry === 'External' ? 'ServiceEntry' : 'Service' };
    }),
  };
  const target = readPolicyTarget({ ...spec, selector }, text(fieldsOf(policyNamespacedName).namespace) || 'default');
  return differs('attached', expected, isPolicyFor(target, workload, 'istio-system'));
}

/** The recorded matcher and ours must agree on issuers and subjects of every kind. */
function requestPrincipal({ in: value, want }: Fields): string | undefined {
  const ids = listOf(fieldsOf(fieldsOf(parse(text(want))).and_ids).ids);
  const matchers = ids.map((id) => fieldsOf(fieldsOf(fieldsOf(fieldsOf(id).metadata).value).string_match));
  const samples = ['', 'foo', 'foobar', 'barfoo', 'bar', 'bar1', 'other', 'foo/bar'];
  for (const iss of samples) {
    for (const sub of samples) {
      const wanted = [iss, sub].every((sample, at) => envoyMatches(matchers[at] ?? {}, sample));
      const difference = differs(`${iss}/${sub}`, wanted, matchesRequestPrincipal(text(value), iss, sub));
      if (difference !== undefined) return difference;
    }
  }
  return undefined;
}

function envoyMatches({ exact, prefix, suffix }: Fields, sample: string): boolean {
  if (exact !== undefined) return sample === exact;
  if (prefix !== undefined) return sample.startsWith(text(prefix));
  return suffix === undefined ? sample !== '' : sample.endsWith(text(suffix));
}
