import type { Store } from '../store.ts';
import type { JsonObject, ResourceAttributes, UserInfo } from '../types.ts';
import { type GrantedRule, grantsOf } from './bindings.ts';
import { allowsPath, allowsResource, type PolicyRule } from './policy-rule.ts';

export interface AccessDecision {
  allowed: boolean;
  /** '' where there is nothing to say. */
  reason: string;
}

/** Who may do what. */
export interface Authorizer {
  resource(user: UserInfo, attributes: ResourceAttributes): AccessDecision;
  path(user: UserInfo, verb: string, path: string): AccessDecision;
  /** Status of a SelfSubjectRulesReview. */
  rulesReview(user: UserInfo, namespace: string): JsonObject;
}

export const allowAll: Authorizer = {
  resource: () => ({ allowed: true, reason: '' }),
  path: () => ({ allowed: true, reason: '' }),
  rulesReview: () => ({
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  }),
};

/** A function decides about resources; everybody may see the rest. */
export function customAuthorizer(decide: (user: UserInfo, attributes: ResourceAttributes) => true | string): Authorizer {
  return {
    ...allowAll,
    resource: (user, attributes) => {
      const answer = decide(user, attributes);
      return answer === true ? { allowed: true, reason: '' } : { allowed: false, reason: answer };
    },
    rulesReview: () => ({ ...allowAll.rulesReview({ username: '', groups: [] }, ''), incomplete: true }),
  };
}

/** Role-based access control from the objects in the store. Members of `system:masters` may do everything, whatever those say. */
export function rbacAuthorizer(store: Store): Authorizer {
  const decide = (user: UserInfo, namespace: string, allows: (rule: PolicyRule) => boolean): AccessDecision => {
    if (user.groups.includes('system:masters')) return { allowed: true, reason: '' };
    const { rules, errors } = grantsOf(store, user, namespace);
    const granted = rules.find(({ rule }) => allows(rule));
    if (granted) return { allowed: true, reason: `RBAC: allowed by ${granted.source}` };
    return { allowed: false, reason: errors.length === 0 ? '' : `RBAC: ${errorList(errors)}` };
  };
  return {
    resource: (user, attributes) => decide(user, attributes.namespace, (rule) => allowsResource(rule, attributes)),
    path: (user, verb, path) => decide(user, '', (rule) => allowsPath(rule, verb, path)),
    rulesReview: (user, namespace) => {
      const { rules, errors } = grantsOf(store, user, namespace);
      return {
        resourceRules: rules.filter(({ rule }) => rule.resources.length > 0).map(resourceRule),
        nonResourceRules: rules
          .filter(({ rule }) => rule.nonResourceURLs.length > 0)
          .map(({ rule: { verbs, nonResourceURLs } }) => ({ verbs, nonResourceURLs })),
        incomplete: errors.length > 0,
        ...(errors.length > 0 ? { evaluationError: errorList(errors) } : {}),
      };
    },
  };
}

function resourceRule({ rule: { verbs, apiGroups, resources, resourceNames } }: GrantedRule): JsonObject {
  return { verbs, apiGroups, resources, ...(resourceNames.length > 0 ? { resourceNames } : {}) };
}

/** How Go prints an aggregate of errors: each once, in brackets when there are several. */
export function errorList(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}
