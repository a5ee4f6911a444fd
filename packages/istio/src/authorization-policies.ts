import { compareAge } from './age-order.ts';
import { type AuthorizationPolicy, readAuthorizationPolicy } from './authorization-policy.ts';
import { type Catalog, derived, objectsOf, readOnce } from './catalog.ts';
import { isPolicyFor, type Workload } from './policy-target.ts';

export const AUTHORIZATION_KIND = 'security.istio.io/AuthorizationPolicy';

const read = readOnce((object) => readAuthorizationPolicy(object));

const byNamespace = derived([AUTHORIZATION_KIND], (catalog) => {
  const table = new Map<string, AuthorizationPolicy[]>();
  for (const object of objectsOf(catalog, AUTHORIZATION_KIND).sort(compareAge)) {
    const policy = read(catalog, object);
    const list = table.get(policy.ref.namespace);
    if (list === undefined) table.set(policy.ref.namespace, [policy]);
    else list.push(policy);
  }
  return table;
});

/** The policies of a workload, those of the root namespace first (istio pilot model/authorization.go ListAuthorizationPolicies). */
export function authorizationPoliciesFor(catalog: Catalog, workload: Workload): AuthorizationPolicy[] {
  const { rootNamespace } = catalog.options;
  const namespaces = new Set([rootNamespace, workload.namespace, ...(workload.services ?? []).map(({ namespace }) => namespace)]);
  return [...namespaces].flatMap((namespace) =>
    (byNamespace(catalog).get(namespace) ?? []).filter(({ target }) => isPolicyFor(target, workload, rootNamespace)),
  );
}
