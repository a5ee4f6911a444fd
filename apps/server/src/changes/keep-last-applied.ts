import { type KubeObject, LAST_APPLIED } from '@pidalio/istio';

/**
 * An object as it is to be written, with kubectl's own note of what was applied last if the stored one has it: YAML is shown without the
 * note, so its absence is no wish to delete it, and `kubectl apply` would lose track of the fields it owns.
 */
export function keepLastApplied(object: KubeObject, stored: KubeObject | null): KubeObject {
  const note = stored?.metadata.annotations?.[LAST_APPLIED];
  const { annotations } = object.metadata;
  if (note === undefined || annotations?.[LAST_APPLIED] !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: note } } };
}
