import { type Fields, fieldsOf, isFields, listOf, textMapOf, textOf } from './read.ts';
import { selectsLabels } from './selectors.ts';

/** A workload as policies select it. */
export interface Workload {
  namespace: string;
  labels: Readonly<Record<string, string>>;
  /** Services that a waypoint serves the request for; policies can be attached to them. */
  services?: readonly { namespace: string; name: string; kind: 'Service' | 'ServiceEntry' }[];
}

/** Which workloads a security policy is for, as its spec says it. */
export interface PolicyTarget {
  namespace: string;
  selector: Readonly<Record<string, string>>;
  refs: readonly TargetRef[];
}

interface TargetRef {
  group: string;
  kind: string;
  name: string;
  namespace: string;
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const OLD_GATEWAY_NAME = 'istio.io/gateway-name';
const MANAGED_LABEL = 'gateway.istio.io/managed';
const WAYPOINT = 'istio.io-mesh-controller';
const WAYPOINT_CLASS = 'istio-waypoint';
const GATEWAY_GROUP = 'gateway.networking.k8s.io';

export function readPolicyTarget(spec: Fields, namespace: string): PolicyTarget {
  const refs = [...listOf(spec.targetRefs), ...(isFields(spec.targetRef) ? [spec.targetRef] : [])].map((value) =>
    readTargetRef(fieldsOf(value), namespace),
  );
  return { namespace, selector: textMapOf(fieldsOf(spec.selector).matchLabels), refs };
}

function readTargetRef(fields: Fields, namespace: string): TargetRef {
  return {
    group: textOf(fields.group) ?? '',
    kind: textOf(fields.kind) ?? '',
    name: textOf(fields.name) ?? '',
    namespace: textOf(fields.namespace) || namespace,
  };
}

/**
 * Whether a policy is for a workload (istio pilot model/policyattachment.go): its own namespace's and the root namespace's policies by
 * selector; targetRefs only for pods that the Gateway API made, and there a policy of the gateway's namespace that names it. A waypoint looks
 * at no selector.
 */
export function isPolicyFor(target: PolicyTarget, workload: Workload, rootNamespace: string): boolean {
  const { namespace, labels } = workload;
  const inReach = target.namespace === namespace || target.namespace === rootNamespace;
  const gateway = labels[GATEWAY_NAME] ?? labels[OLD_GATEWAY_NAME];
  const isWaypoint = labels[MANAGED_LABEL] === WAYPOINT;
  if (target.refs.length === 0) return inReach && !(gateway !== undefined && isWaypoint) && selectsLabels(target.selector, labels);
  if (gateway === undefined) return false;
  return target.refs.some((ref) => {
    if (ref.group === GATEWAY_GROUP && ref.kind === 'GatewayClass') {
      return isWaypoint && target.namespace === rootNamespace && ref.name === WAYPOINT_CLASS;
    }
    if (ref.group === GATEWAY_GROUP && ref.kind === 'Gateway') {
      return ref.name === gateway && ref.namespace === namespace && target.namespace === namespace;
    }
    return isWaypoint && (workload.services ?? []).some((service) => isNamed(ref, service));
  });
}

function isNamed(ref: TargetRef, service: { namespace: string; name: string; kind: string }): boolean {
  return ref.kind === service.kind && ref.name === service.name && ref.namespace === service.namespace;
}
