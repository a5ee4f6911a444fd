import type { KubeObject } from '@pidalio/istio';
import type { AdmissionHook } from '@pidalio/sim-kube';
import { injectSidecar, needsSidecar } from './inject-sidecar.ts';
import { istioDenial } from './validate-istio.ts';

/** Istio's injection webhook, as the API server calls it. */
export function sidecarInjection(namespaceLabels: (namespace: string) => Readonly<Record<string, string>>): AdmissionHook {
  return ({ operation, object, resource, subresource }) => {
    const isNewPod = operation === 'CREATE' && resource.group === '' && resource.plural === 'pods' && !subresource;
    if (!isNewPod || !object || !needsSidecar(object, namespaceLabels(namespaceOf(object)))) return { allowed: true };
    return { allowed: true, object: injectSidecar(object) };
  };
}

/** Istio's validation webhook. A denial is a 400 whose reason is the message (istio pkg/webhooks/validation/server, toAdmissionResponse). */
export const istioValidation: AdmissionHook = ({ object, subresource }) => {
  const message = object && !subresource ? istioDenial(object) : undefined;
  return message === undefined ? { allowed: true } : { allowed: false, status: 400, message };
};

function namespaceOf(pod: KubeObject): string {
  return pod.metadata.namespace ?? 'default';
}
