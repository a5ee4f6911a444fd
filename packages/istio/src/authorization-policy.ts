import type { KubeObject, ObjectRef } from './object.ts';
import { toRef } from './object-ref.ts';
import { type PolicyTarget, readPolicyTarget } from './policy-target.ts';
import { type Fields, fieldsOf, listOf, textOf, textsOf } from './read.ts';

export type AuthorizationAction = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

export interface AuthorizationPolicy {
  ref: ObjectRef;
  object: KubeObject;
  target: PolicyTarget;
  action: AuthorizationAction;
  /** CUSTOM: the extension provider that is asked. */
  provider: string;
  /** Only evaluated and logged (annotation istio.io/dry-run). */
  dryRun: boolean;
  rules: readonly AuthorizationRule[];
}

/** One rule: one of `from` AND one of `to` AND every condition; an empty list stands for anything. */
export interface AuthorizationRule {
  path: string;
  from: readonly Clause[];
  to: readonly Clause[];
  when: readonly Condition[];
  /** A condition nobody knows makes Istio skip the whole rule. */
  invalid: boolean;
}

/** A source or an operation: all its conditions must hold. */
export interface Clause {
  path: string;
  conditions: readonly Condition[];
}

/** An attribute that must have one of `values` and none of `notValues`. */
export interface Condition {
  /** Path of the values' field in the object; that of the notValues is `notPath`. */
  path: string;
  notPath: string;
  attribute: Attribute;
  /** Of `request.headers[x]`, `request.auth.claims[a][b]`, `experimental.…[x]`: what is in the brackets. */
  keys: readonly string[];
  values: readonly string[];
  notValues: readonly string[];
}

/** What RBAC compares, by the name that `when` gives it; hosts, methods and paths have none there. */
export type Attribute = (typeof WHEN_ATTRIBUTES)[number] | (typeof KEYED_ATTRIBUTES)[number] | 'hosts' | 'methods' | 'paths';

const WHEN_ATTRIBUTES = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
] as const;

const KEYED_ATTRIBUTES = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters'] as const;

const SOURCE_FIELDS = {
  principals: 'source.principal',
  requestPrincipals: 'request.auth.principal',
  namespaces: 'source.namespace',
  serviceAccounts: 'source.serviceAccount',
  trustDomains: 'source.trustDomain',
  ipBlocks: 'source.ip',
  remoteIpBlocks: 'remote.ip',
} as const;

const OPERATION_FIELDS = { hosts: 'hosts', ports: 'destination.port', methods: 'methods', paths: 'paths' } as const;

export function readAuthorizationPolicy(object: KubeObject): AuthorizationPolicy {
  const spec = fieldsOf(object.spec);
  const ref = toRef(object);
  return {
    ref,
    object,
    target: readPolicyTarget(spec, ref.namespace),
    action: readAction(spec.action),
    provider: textOf(fieldsOf(spec.provider).name) ?? '',
    dryRun: isTrue(object.metadata.annotations?.['istio.io/dry-run']),
    rules: listOf(spec.rules).map((value, index) => readRule(fieldsOf(value), `spec.rules[${index}]`)),
  };
}

function readAction(value: unknown): AuthorizationAction {
  return value === 'DENY' || value === 'AUDIT' || value === 'CUSTOM' ? value : 'ALLOW';
}

/** As Go's strconv.ParseBool reads it. */
function isTrue(text: unknown): boolean {
  return typeof text === 'string' && ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text);
}

function readRule(rule: Fields, path: string): AuthorizationRule {
  const when = listOf(rule.when).map((value, index) => readCondition(fieldsOf(value), `${path}.when[${index}]`));
  return {
    path,
    from: readClauses(rule.from, `${path}.from`, 'source', SOURCE_FIELDS),
    to: readClauses(rule.to, `${path}.to`, 'operation', OPERATION_FIELDS),
    when: when.filter((condition) => condition !== undefined),
    invalid: when.includes(undefined),
  };
}

function readClauses(value: unknown, path: string, wrapper: string, fields: Readonly<Record<string, Attribute>>): Clause[] {
  return listOf(value).map((entry, index) => {
    const clausePath = `${path}[${index}].${wrapper}`;
    const clause = fieldsOf(fieldsOf(entry)[wrapper]);
    const conditions = Object.entries(fields).flatMap(([field, attribute]): Condition[] => {
      const notField = `not${field[0]?.toUpperCase()}${field.slice(1)}`;
      const values = textsOf(clause[field]);
      const notValues = textsOf(clause[notField]);
      if (values.length === 0 && notValues.length === 0) return [];
      return [{ path: `${clausePath}.${field}`, notPath: `${clausePath}.${notField}`, attribute, keys: [], values, notValues }];
    });
    return { path: clausePath, conditions };
  });
}

function readCondition(fields: Fields, path: string): Condition | undefined {
  const key = textOf(fields.key) ?? '';
  const base = {
    path: `${path}.values`,
    notPath: `${path}.notValues`,
    values: textsOf(fields.values),
    notValues: textsOf(fields.notValues),
  };
  const plain = WHEN_ATTRIBUTES.find((name) => name === key);
  if (plain !== undefined) return { ...base, attribute: plain, keys: [] };
  const keyed = KEYED_ATTRIBUTES.find((name) => key.startsWith(name));
  if (keyed === undefined) return undefined;
  if (keyed === 'experimental.envoy.filters') return { ...base, attribute: keyed, keys: [key] };
  const keys = bracketed(key.slice(keyed.length));
  // Without well-formed brackets there is nothing to compare with; the rule stays, its condition can never be built.
  return { ...base, attribute: keyed, keys };
}

/** `[a][b]` as a and b; empty for anything else. */
export function bracketed(text: string): string[] {
  if (!/^(\[[^[\]]+\])+$/.test(text)) return [];
  return text.slice(1, -1).split('][');
}
