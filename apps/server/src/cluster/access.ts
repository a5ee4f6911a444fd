import { fieldsOf, textOf, textsOf } from '@pidalio/istio';
import type { AccessQuestion, Identity } from './cluster.ts';
import { KubeError } from './kube-error.ts';
import type { KubeHttp } from './kube-http.ts';

export interface Access {
  identity: () => Promise<Identity>;
  can: (question: AccessQuestion) => Promise<boolean>;
}

const identityAgeMs = 300_000;

/** Who we are to the API server, and what we may do (SelfSubjectReview, SelfSubjectAccessReview). */
export function createAccess(http: KubeHttp, kubeconfigUser: string, now: () => number): Access {
  let known: { identity: Identity; readMs: number } | null = null;

  return {
    async identity() {
      if (known !== null && now() - known.readMs < identityAgeMs) return known.identity;
      try {
        const { body } = await http.request({
          method: 'POST',
          path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
          body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
          signal: AbortSignal.timeout(3000),
        });
        const user = fieldsOf(fieldsOf(fieldsOf(body).status).userInfo);
        known = { identity: { name: textOf(user.username) ?? kubeconfigUser, groups: textsOf(user.groups) }, readMs: now() };
        return known.identity;
      } catch (error) {
        // API servers before 1.28 do not serve it: the kubeconfig's own name for the user has to do.
        const identity = { name: kubeconfigUser, groups: [] };
        if (error instanceof KubeError && error.status >= 400 && error.status < 500) known = { identity, readMs: now() };
        return known?.identity ?? identity;
      }
    },

    async can({ verb, group, plural, namespace, name }) {
      try {
        const resourceAttributes = { verb, group, resource: plural, namespace, ...(name === undefined ? {} : { name }) };
        const { body } = await http.request({
          method: 'POST',
          path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
          body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
        });
        return fieldsOf(fieldsOf(body).status).allowed === true;
      } catch (error) {
        // Where the question cannot be asked, the dry run answers it: it is refused with 403 by the same rules.
        if (error instanceof KubeError && error.status === 404) return true;
        throw error;
      }
    },
  };
}
