import { equalJson, stringAt } from '../json.ts';
import type { Store } from '../store.ts';
import type { AdmissionHook, AdmissionReview, ResourceAttributes } from '../types.ts';
import { type Authorizer, errorList } from './authorizer.ts';
import { grantsOf, roleOf } from './bindings.ts';
import { matchesPath, type PolicyRule, readRules } from './policy-rule.ts';

const group = 'rbac.authorization.k8s.io';
const guarded = new Set(['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']);

/**
 * Nobody hands out more than they hold, unless they may `escalate` the role or `bind` it
 * (kubernetes pkg/registry/rbac/{role,rolebinding}/policybased).
 */
export function escalationCheck(store: Store, authorizer: Authorizer): AdmissionHook {
  return (review) => {
    const { object, oldObject, resource, user } = review;
    if (resource.group !== group || !guarded.has(resource.plural) || !object) return { allowed: true };
    if (user.groups.includes('system:masters')) return { allowed: true };
    const isBinding = resource.plural.endsWith('bindings');
    const namespace = object.metadata.namespace ?? '';
    const changed = isBinding ? ['roleRef', 'subjects'] : ['rules', 'aggregationRule'];
    if (oldObject && changed.every((field) => equalJson(object[field], oldObject[field]))) return { allowed: true };
    if (authorizer.resource(user, exemption(review, isBinding, namespace)).allowed) return { allowed: true };
    const role = isBinding ? roleOf(store, object, namespace) : object;
    if (typeof role === 'string') return { allowed: false, status: 404, reason: 'NotFound', message: role };
    const { rules, errors } = grantsOf(store, user, namespace);
    const held = rules.map(({ rule }) => rule);
    const missing = readRules(role).filter((rule) => !covers(held, rule));
    if (missing.length === 0) return { allowed: true };
    const unresolved = errors.length > 0 ? `; resolution errors: ${errorList(errors)}` : '';
    return {
      allowed: false,
      message:
        `${resource.plural}.${group} "${object.metadata.name}" is forbidden: user "${user.username}" (groups=${goStrings(user.groups)}) ` +
        `is attempting to grant RBAC permissions not currently held:\n${missing.map(compact).join('\n')}${unresolved}`,
    };
  };
}

function exemption({ object, resource }: AdmissionReview, isBinding: boolean, namespace: string): ResourceAttributes {
  const base = { group, version: resource.version, subresource: '', namespace };
  if (!isBinding) return { ...base, verb: 'escalate', resource: resource.plural, name: object?.metadata.name ?? '' };
  const isRole = stringAt(object, 'roleRef', 'kind') === 'Role';
  return { ...base, verb: 'bind', resource: isRole ? 'roles' : 'clusterroles', name: stringAt(object, 'roleRef', 'name') ?? '' };
}

/** Every single right in the rule must be in one of those held (component-helpers/auth/rbac/validation Covers). */
function covers(held: readonly PolicyRule[], rule: PolicyRule): boolean {
  const within = (list: readonly string[], wanted: readonly string[]) =>
    list.includes('*') || wanted.every((entry) => list.includes(entry));
  const names = rule.resourceNames.length === 0 ? [''] : rule.resourceNames;
  const resources = rule.verbs.flatMap((verb) =>
    rule.apiGroups.flatMap((apiGroup) => rule.resources.flatMap((resource) => names.map((name) => ({ verb, apiGroup, resource, name })))),
  );
  const paths = rule.verbs.flatMap((verb) => rule.nonResourceURLs.map((path) => ({ verb, path })));
  return (
    resources.every(({ verb, apiGroup, resource, name }) =>
      held.some(
        (own) =>
          within(own.verbs, [verb]) &&
          within(own.apiGroups, [apiGroup]) &&
          (within(own.resources, [resource]) || own.resources.includes(resource.replace(/^[^/]+\//, '*/'))) &&
          (own.resourceNames.length === 0 || (name !== '' && own.resourceNames.includes(name))),
      ),
    ) &&
    paths.every(({ verb, path }) =>
      held.some((own) => within(own.verbs, [verb]) && own.nonResourceURLs.some((url) => matchesPath(url, path))),
    )
  );
}

/** As Go prints a rule in that message: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. */
function compact(rule: PolicyRule): string {
  const parts: [string, string[]][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['ResourceNames', rule.resourceNames],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['Verbs', rule.verbs],
  ];
  const shown = parts.filter(([, list]) => list.length > 0).map(([name, list]) => `${name}:${goStrings(list)}`);
  return `{${shown.join(', ')}}`;
}

function goStrings(list: readonly string[]): string {
  return `[${list.map((entry) => JSON.stringify(entry)).join(' ')}]`;
}
