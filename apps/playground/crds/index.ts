import type { KubeObject } from '@pidalio/istio';
import crds from './generated/crds.json' with { type: 'json' };

/** The CustomResourceDefinitions of Istio and the Gateway API, ready to be created in a cluster. */
export function loadCrds(): KubeObject[] {
  return crds;
}
