import { isKubeObject } from '../json.ts';
import { failure, forbidden } from '../status.ts';
import type { AdmissionHook, AdmissionReview, JsonObject, KubeObject } from '../types.ts';
import type { Caller, Cluster, Target } from './context.ts';

type Review = [
  target: Target,
  caller: Caller,
  operation: AdmissionReview['operation'],
  object: JsonObject | undefined,
  oldObject: KubeObject | undefined,
];

/** Runs the mutating webhooks in order; the object may come back changed. Throws what a denying webhook would answer. */
export function admit(cluster: Cluster, ...review: Review): JsonObject | undefined {
  return run(cluster.admission, ...review);
}

/** Runs the validating webhooks, which see an object that is valid for the API server (k8s.io/apiserver registry/generic/registry/store.go). */
export function validateByWebhooks(cluster: Cluster, ...review: Review): void {
  run(cluster.validatingAdmission, ...review);
}

function run(
  hooks: readonly AdmissionHook[],
  target: Target,
  caller: Caller,
  operation: AdmissionReview['operation'],
  object: JsonObject | undefined,
  oldObject: KubeObject | undefined,
): JsonObject | undefined {
  let current = object;
  for (const hook of hooks) {
    const answer = hook({
      operation,
      ...(isKubeObject(current) ? { object: current } : {}),
      ...(oldObject ? { oldObject } : {}),
      resource: { group: target.resource.group, version: target.version.name, plural: target.resource.plural },
      ...(target.subresource ? { subresource: target.subresource } : {}),
      user: caller.user,
      dryRun: caller.dryRun,
    });
    if (!answer.allowed) {
      const { status = 403, message, reason, causes } = answer;
      if (status === 403 && !reason) throw forbidden(target.resource, target.name, message);
      throw failure(status, reason, message, causes ? { causes } : undefined);
    }
    caller.warnings.push(...(answer.warnings ?? []));
    if (current && answer.object) current = answer.object;
  }
  return current;
}
