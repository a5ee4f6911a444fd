import { toVersion } from '../convert.ts';
import { at } from '../json.ts';
import { apiVersionOf, type Resource, type ResourceVersion } from '../resource.ts';
import { matchesFields, parseFieldSelector, parseLabelSelector } from '../selectors.ts';
import { badRequest } from '../status.ts';
import type { KubeObject } from '../types.ts';

export interface Selection {
  matches: (object: KubeObject) => boolean;
  /** Set when a field selector names one object, which makes the request one for that object. */
  name?: string;
}

/** Label and field selector of a request as one predicate over stored objects. */
export function selectionOf(
  resource: Resource,
  version: ResourceVersion,
  labelSelector: string | undefined,
  fieldSelector: string | undefined,
): Selection {
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(fieldSelector);
  for (const { field } of fields) if (!isSelectable(version, field)) throw badRequest(unsupported(resource, version, field));
  const name = fields.find(({ field, equals }) => field === 'metadata.name' && equals)?.value;
  return {
    matches: (object) => labels(object.metadata.labels) && matchesFields(toVersion(object, resource, version), fields, readField),
    ...(name === undefined ? {} : { name }),
  };
}

function isSelectable(version: ResourceVersion, field: string): boolean {
  return field === 'metadata.name' || field === 'metadata.namespace' || version.selectableFields.includes(field);
}

function unsupported(resource: Resource, version: ResourceVersion, field: string): string {
  if (resource.custom) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"${
    version.selectableFields.length > 0 ? ` and ${apiVersionOf(resource.group, version.name)} fields` : ''
  }`;
}

function readField(object: KubeObject, field: string): string {
  const value = at(object, ...field.split('.'));
  if (value === undefined || value === null) return field === 'spec.unschedulable' || field === 'spec.hostNetwork' ? 'false' : '';
  return String(value);
}
