import { equalJson, isObject, isString, listAt, objectAt, stringAt } from '../json.ts';
import type { Strategy } from '../resource.ts';
import { type FieldError, forbiddenValue, invalidValue, requiredValue, unsupportedValue } from '../status.ts';
import type { JsonObject } from '../types.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** kubernetes pkg/apis/rbac/validation ValidatePolicyRule. */
export const roleStrategy: Partial<Strategy> = {
  validate: (role) => listAt(role, 'rules').flatMap((rule, index) => ruleErrors(rule, `rules[${index}]`, role.kind === 'Role')),
};

function ruleErrors(rule: unknown, path: string, isNamespaced: boolean): FieldError[] {
  const has = (field: string) => listAt(rule, field).length > 0;
  const errors: FieldError[] = [];
  if (!has('verbs')) errors.push(requiredValue(`${path}.verbs`, 'verbs must contain at least one value'));
  if (has('nonResourceURLs')) {
    if (isNamespaced)
      errors.push(
        invalidValue(`${path}.nonResourceURLs`, listAt(rule, 'nonResourceURLs'), 'namespaced rules cannot apply to non-resource URLs'),
      );
    if (has('apiGroups') || has('resources') || has('resourceNames'))
      errors.push(
        invalidValue(
          `${path}.nonResourceURLs`,
          listAt(rule, 'nonResourceURLs'),
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    return errors;
  }
  if (!has('apiGroups')) errors.push(requiredValue(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!has('resources')) errors.push(requiredValue(`${path}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

/** kubernetes pkg/apis/rbac/{v1/defaults,validation}: what a binding refers to never changes. */
export const bindingStrategy: Partial<Strategy> = {
  prepare: (binding) => {
    const ref = objectAt(binding, 'roleRef');
    if (ref && !ref.apiGroup) ref.apiGroup = rbacGroup;
    for (const subject of listAt(binding, 'subjects').filter(isObject)) {
      if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = rbacGroup;
    }
  },
  validate: (binding, old) => {
    const errors: FieldError[] = [];
    const ref = objectAt(binding, 'roleRef') ?? {};
    if (old && !equalJson(ref, old.roleRef)) errors.push(invalidValue('roleRef', ref, 'cannot change roleRef'));
    const kinds = binding.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
    if (!isString(ref.kind) || !kinds.includes(ref.kind)) errors.push(unsupportedValue('roleRef.kind', ref.kind ?? '', kinds));
    if (!ref.name) errors.push(requiredValue('roleRef.name'));
    return [...errors, ...listAt(binding, 'subjects').flatMap((subject, index) => subjectErrors(binding, subject, `subjects[${index}]`))];
  },
};

function subjectErrors(binding: JsonObject, subject: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!stringAt(subject, 'name')) errors.push(requiredValue(`${path}.name`));
  const kind = stringAt(subject, 'kind') ?? '';
  if (kind === 'ServiceAccount') {
    if (binding.kind === 'ClusterRoleBinding' && !stringAt(subject, 'namespace')) errors.push(requiredValue(`${path}.namespace`));
  } else if (kind !== 'User' && kind !== 'Group') {
    errors.push(unsupportedValue(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  } else if (stringAt(subject, 'namespace')) {
    errors.push(forbiddenValue(`${path}.namespace`, 'namespace may not be set for users and groups'));
  }
  return errors;
}
