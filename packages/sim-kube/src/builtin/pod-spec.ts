import { isObject, isString, listAt, stringAt } from '../json.ts';
import { labelNameErrors } from '../names.ts';
import { type FieldError, invalidValue, requiredValue } from '../status.ts';
import type { JsonObject } from '../types.ts';

/** Defaults of a pod spec that depend on more than the field (core/v1 defaults.go). */
export function preparePodSpec(spec: JsonObject): void {
  if (isString(spec.serviceAccountName)) spec.serviceAccount ??= spec.serviceAccountName;
  for (const container of [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].filter(isObject)) {
    container.imagePullPolicy ??= pullPolicy(stringAt(container, 'image') ?? '');
  }
}

/** Images without a tag, or tagged latest, are pulled always. */
function pullPolicy(image: string): string {
  const tag = /:([^/:@]+)(?:@|$)/.exec(image)?.[1] ?? (image.includes('@') ? 'digest' : 'latest');
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** The checks of core/v1 validation that people run into: containers with names and images. */
export function podSpecErrors(spec: JsonObject | undefined, path: string): FieldError[] {
  const containers = listAt(spec, 'containers');
  if (containers.length === 0) return [requiredValue(`${path}.containers`)];
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const place = `${path}.containers[${index}]`;
    const name = stringAt(container, 'name') ?? '';
    if (name === '') errors.push(requiredValue(`${place}.name`));
    else for (const error of labelNameErrors(name)) errors.push(invalidValue(`${place}.name`, name, error));
    if (seen.has(name))
      errors.push({ reason: 'FieldValueDuplicate', field: `${place}.name`, message: `Duplicate value: ${JSON.stringify(name)}` });
    seen.add(name);
    if (!stringAt(container, 'image')) errors.push(requiredValue(`${place}.image`));
  }
  return errors;
}
