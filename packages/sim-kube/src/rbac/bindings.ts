import { listAt, stringAt } from '../json.ts';
import { storageName } from '../resource.ts';
import { type Store, storageKey } from '../store.ts';
import type { KubeObject, UserInfo } from '../types.ts';
import { type PolicyRule, readRules } from './policy-rule.ts';

/** A rule that applies to somebody, and which binding gives it. */
export interface GrantedRule {
  rule: PolicyRule;
  /** As reasons name it: `ClusterRoleBinding "a" of ClusterRole "b" to Group "c"`. */
  source: string;
}

export interface Grants {
  rules: GrantedRule[];
  /** Roles that bindings name and nobody made. */
  errors: string[];
}

const group = 'rbac.authorization.k8s.io';

/** What a user may do cluster-wide and, given a namespace, in it (kubernetes pkg/registry/rbac/validation VisitRulesFor). */
export function grantsOf(store: Store, user: UserInfo, namespace: string): Grants {
  const grants: Grants = { rules: [], errors: [] };
  for (const binding of rbacObjects(store, 'clusterrolebindings')) addBinding(store, grants, binding, user, '');
  if (namespace !== '') {
    for (const binding of rbacObjects(store, 'rolebindings', namespace)) addBinding(store, grants, binding, user, namespace);
  }
  return grants;
}

function addBinding(store: Store, grants: Grants, binding: KubeObject, user: UserInfo, namespace: string): void {
  const subject = listAt(binding, 'subjects').find((candidate) => isSubject(candidate, user, namespace));
  if (subject === undefined) return;
  const role = roleOf(store, binding, namespace);
  if (typeof role === 'string') {
    grants.errors.push(role);
    return;
  }
  const { name } = binding.metadata;
  const shown = namespace === '' ? name : `${name}/${namespace}`;
  const of = `${stringAt(binding, 'roleRef', 'kind')} "${stringAt(binding, 'roleRef', 'name')}"`;
  const source = `${binding.kind} "${shown}" of ${of} to ${describeSubject(subject, namespace)}`;
  for (const rule of readRules(role)) grants.rules.push({ rule, source });
}

/** The role that a binding refers to, or what is wrong with the reference. */
export function roleOf(store: Store, binding: unknown, namespace: string): KubeObject | string {
  const kind = stringAt(binding, 'roleRef', 'kind');
  const name = stringAt(binding, 'roleRef', 'name') ?? '';
  const plural = kind === 'Role' ? 'roles' : 'clusterroles';
  const role = store.get(storageName({ group, plural }), storageKey(kind === 'Role' ? namespace : undefined, name));
  return role ?? `${plural.slice(0, -1)}.${group} "${name}" not found`;
}

function isSubject(subject: unknown, user: UserInfo, namespace: string): boolean {
  const name = stringAt(subject, 'name') ?? '';
  switch (stringAt(subject, 'kind')) {
    case 'User':
      return name === user.username;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const where = stringAt(subject, 'namespace') ?? namespace;
      return where !== '' && user.username === `system:serviceaccount:${where}:${name}`;
    }
    default:
      return false;
  }
}

function describeSubject(subject: unknown, namespace: string): string {
  const kind = stringAt(subject, 'kind') ?? '';
  const name = stringAt(subject, 'name') ?? '';
  if (kind !== 'ServiceAccount') return `${kind} "${name}"`;
  return `${kind} "${name}/${stringAt(subject, 'namespace') ?? namespace}"`;
}

function rbacObjects(store: Store, plural: string, namespace?: string): KubeObject[] {
  return store.list(storageName({ group, plural }), namespace);
}
