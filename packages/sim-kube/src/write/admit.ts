import { isKubeObject } from '../json.ts';
import { failure, forbidden } from '../status.ts';
import type { AdmissionReview, JsonObject, KubeObject } from '../types.ts';
import type { Caller, Cluster, Target } from './context.ts';

/** Runs the admission hooks in order; the object may come back changed. Throws what a denying webhook would answer. */
export function admit(
  cluster: Cluster,
  target: Target,
  caller: Caller,
  operation: AdmissionReview['operation'],
  object: JsonObject | undefined,
  oldObject: KubeObject | undefined,
): JsonObject | undefined {
  let current = object;
  for (const hook of cluster.admission) {
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
