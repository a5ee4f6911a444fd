import type { MeshSummary } from '@pidalio/contract';
import { fieldsOf, type KubeObject, listOf } from '@pidalio/istio';

/**
 * Whether the whole mesh is asked for `route_name` on request counts: a Telemetry of the root namespace, for no single workload, that
 * sets the label on the client's side. Where the kind or that namespace is out of sight nobody knows.
 */
export function routeTelemetryOf(
  telemetries: readonly KubeObject[],
  rootNamespace: string,
  inSight: boolean,
): MeshSummary['routeTelemetry'] {
  if (!inSight) return { state: 'unknown', ref: null };
  for (const { kind, metadata, spec } of telemetries) {
    const { selector, targetRef, targetRefs, metrics } = fieldsOf(spec);
    if (metadata.namespace !== rootNamespace || selector !== undefined || targetRef !== undefined || targetRefs !== undefined) continue;
    if (listOf(metrics).some(setsRouteName)) return { state: 'on', ref: { kind, namespace: rootNamespace, name: metadata.name } };
  }
  return { state: 'off', ref: null };
}

function setsRouteName(metrics: unknown): boolean {
  return listOf(fieldsOf(metrics).overrides)
    .map(fieldsOf)
    .some(({ match, tagOverrides, disabled }) => {
      const { metric = 'ALL_METRICS', mode = 'CLIENT_AND_SERVER' } = fieldsOf(match);
      const tag = fieldsOf(fieldsOf(tagOverrides).route_name);
      const counted = metric === 'REQUEST_COUNT' || metric === 'ALL_METRICS';
      return disabled !== true && counted && mode !== 'SERVER' && tag.operation !== 'REMOVE' && typeof tag.value === 'string';
    });
}
