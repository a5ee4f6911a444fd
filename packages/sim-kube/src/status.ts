import type { Status, StatusCause } from './types.ts';

/** A refused request. `status` is the body that goes over the wire. */
export class KubeStatusError extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown error');
    this.name = 'KubeStatusError';
    this.status = status;
  }
}

/** What the constructors below need to know of a resource. */
export interface ResourceName {
  group: string;
  plural: string;
}

/** `plural.group`, or `plural` in the core group: how errors name a resource (apimachinery GroupResource.String). */
export function qualified(resource: ResourceName): string {
  return resource.group ? `${resource.plural}.${resource.group}` : resource.plural;
}

export function failure(code: number, reason: string | undefined, message: string, details?: Status['details']): KubeStatusError {
  return new KubeStatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  });
}

function detailsOf(resource: ResourceName, name: string): Status['details'] {
  return { ...(name ? { name } : {}), ...(resource.group ? { group: resource.group } : {}), kind: resource.plural };
}

// The wording of all of these is that of k8s.io/apimachinery/pkg/api/errors.

export function notFound(resource: ResourceName, name: string): KubeStatusError {
  return failure(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

export function alreadyExists(resource: ResourceName, name: string): KubeStatusError {
  return failure(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, detailsOf(resource, name));
}

/** The name is taken by an object that is going. */
export function stillDeleting(resource: ResourceName, name: string): KubeStatusError {
  return failure(
    409,
    'AlreadyExists',
    `object is being deleted: ${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );
}

export function conflict(resource: ResourceName, name: string, cause: string): KubeStatusError {
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${cause}`, detailsOf(resource, name));
}

export function staleObject(resource: ResourceName, name: string): KubeStatusError {
  return conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
}

export function forbidden(resource: ResourceName, name: string, why: string): KubeStatusError {
  const what = name ? `${qualified(resource)} "${name}" is forbidden: ` : `${qualified(resource)} is forbidden: `;
  return failure(403, 'Forbidden', `${what}${why}`, detailsOf(resource, name));
}

/** The same for a path that names no resource. */
export function forbiddenPath(why: string): KubeStatusError {
  return failure(403, 'Forbidden', `forbidden: ${why}`, {});
}

export function badRequest(message: string): KubeStatusError {
  return failure(400, 'BadRequest', message);
}

export function internalError(message: string): KubeStatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** apimachinery's NewMethodNotSupported. */
export function methodNotAllowed(resource: ResourceName, verb: string): KubeStatusError {
  return failure(
    405,
    'MethodNotAllowed',
    `${verb} is not supported on resources of kind "${qualified(resource)}"`,
    detailsOf(resource, ''),
  );
}

/** What a real cluster can do and this one cannot. */
export function notSimulated(what: string): KubeStatusError {
  return failure(501, 'NotImplemented', `${what} is not supported: the pods of this cluster are simulated`);
}

/** `Expired`, the answer to a revision that is no longer kept. */
export function expired(message: string): KubeStatusError {
  return failure(410, 'Expired', message);
}

export interface FieldError {
  reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueDuplicate';
  field: string;
  /** The whole text after the field: `Invalid value: "x": must be …`. */
  message: string;
}

/** 422 with one cause per field error (apimachinery errors.NewInvalid: an aggregate prints brackets around several). */
export function invalid(kind: string, group: string, name: string, errors: readonly FieldError[]): KubeStatusError {
  const seen = new Set<string>();
  const texts: string[] = [];
  for (const error of errors) {
    const text = `${error.field}: ${error.message}`;
    if (!seen.has(text)) texts.push(text);
    seen.add(text);
  }
  const joined = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const causes: StatusCause[] = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  return failure(422, 'Invalid', `${group ? `${kind}.${group}` : kind} "${name}" is invalid: ${joined}`, {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    kind,
    causes,
  });
}

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${goValue(value)}: ${detail}` };
}

export function requiredValue(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', field, message: detail ? `Required value: ${detail}` : 'Required value' };
}

export function forbiddenValue(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${detail}` };
}

export function unsupportedValue(field: string, value: unknown, allowed: readonly string[]): FieldError {
  const list = allowed.map((entry) => `"${entry}"`).join(', ');
  return { reason: 'FieldValueNotSupported', field, message: `Unsupported value: ${goValue(value)}: supported values: ${list}` };
}

/** How field.Error prints a bad value: strings quoted, the rest as Go writes JSON, fit for HTML. */
function goValue(value: unknown): string {
  if (value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
