import { type Fields, textOf } from './read.ts';

/** What MeshConfig says of Kubernetes Ingresses. */
export interface IngressOptions {
  /** OFF, DEFAULT (all without a class too) or STRICT (only those of the class). */
  mode: string;
  class: string;
  /** Value of the label `istio` on the pods that serve them. */
  selector: string;
}

/** Istio's own. */
export const DEFAULT_INGRESS_OPTIONS: IngressOptions = { mode: 'STRICT', class: 'istio', selector: 'ingressgateway' };

export function readIngressOptions(meshConfig: Fields): Partial<IngressOptions> {
  const mode = textOf(meshConfig.ingressControllerMode);
  const name = textOf(meshConfig.ingressClass);
  const service = textOf(meshConfig.ingressService);
  const selector = textOf(meshConfig.ingressSelector) || (service === 'istio-ingressgateway' ? undefined : service);
  return { ...(mode ? { mode } : {}), ...(name ? { class: name } : {}), ...(selector ? { selector } : {}) };
}
