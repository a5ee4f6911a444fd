import { isString, listAt } from '../json.ts';
import type { ResourceAttributes } from '../types.ts';

/** One rule of a Role or ClusterRole (rbac/v1 PolicyRule). */
export interface PolicyRule {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames: string[];
  nonResourceURLs: string[];
}

export function readRules(role: unknown): PolicyRule[] {
  return listAt(role, 'rules').map((rule) => ({
    verbs: textsAt(rule, 'verbs'),
    apiGroups: textsAt(rule, 'apiGroups'),
    resources: textsAt(rule, 'resources'),
    resourceNames: textsAt(rule, 'resourceNames'),
    nonResourceURLs: textsAt(rule, 'nonResourceURLs'),
  }));
}

function textsAt(value: unknown, field: string): string[] {
  return listAt(value, field).filter(isString);
}

/** kubernetes pkg/apis/rbac/v1 evaluation_helpers: every part of the rule must match; no resourceNames means all. */
export function allowsResource(rule: PolicyRule, attributes: ResourceAttributes): boolean {
  return (
    holds(rule.verbs, attributes.verb) &&
    holds(rule.apiGroups, attributes.group) &&
    namesResource(rule, attributes.resource, attributes.subresource) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(attributes.name))
  );
}

/** `*` stands for everything, `pods/log` for a subresource, `*` before `/scale` for that subresource of every resource. */
function namesResource({ resources }: PolicyRule, resource: string, subresource: string): boolean {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return holds(resources, combined) || (subresource !== '' && resources.includes(`*/${subresource}`));
}

export function allowsPath(rule: PolicyRule, verb: string, path: string): boolean {
  return holds(rule.verbs, verb) && rule.nonResourceURLs.some((pattern) => matchesPath(pattern, path));
}

/** A `*` at the end of a path stands for any rest. */
export function matchesPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, ''));
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}
