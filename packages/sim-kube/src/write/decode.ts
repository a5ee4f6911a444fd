import { goTypeProblem } from '../builtin/go-type-problem.ts';
import { builtinSchema } from '../builtin/schemas.ts';
import { cloneJson, isObject, isString } from '../json.ts';
import { apiVersionOf, type Resource, type ResourceVersion } from '../resource.ts';
import { prune } from '../schema/prune.ts';
import { badRequest, invalid, invalidValue } from '../status.ts';
import type { JsonObject } from '../types.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface Decoded {
  object: JsonObject;
  /** Unknown and duplicate fields, as `unknown field "spec.foo"`. */
  complaints: string[];
}

/**
 * Checks that a body is an object of the resource, in the version of the URL, and drops fields that the schema does not know.
 * `duplicates` are the paths of keys that the body had twice.
 */
export function decodeObject(sent: unknown, resource: Resource, version: ResourceVersion, duplicates: readonly string[] = []): Decoded {
  if (!isObject(sent)) throw badRequest(`the object provided is unrecognized (must be of type ${resource.kind})`);
  const expected = apiVersionOf(resource.group, version.name);
  // Bodies of built-in kinds need not say what they are: the path does.
  const body = resource.custom ? sent : { ...sent, apiVersion: sent.apiVersion || expected, kind: sent.kind || resource.kind };
  if (!isString(body.kind) || body.kind === '') {
    const text = JSON.stringify(body);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): Object 'Kind' is missing in '${text}' (${excerpt(text)})`,
    );
  }
  const apiVersion = isString(body.apiVersion) ? body.apiVersion : '';
  if (apiVersion !== expected)
    throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
  if (body.kind !== resource.kind) throw wrongKind(body, resource, expected);
  const object = cloneJson(body);
  const problem = typeProblem(object, resource, version);
  if (problem) throw badRequest(problem);
  coerceMetadata(object, resource, version);
  const unknown = dropUnknown(object, version);
  return {
    object,
    complaints: [...duplicates, ...unknown.map((path) => `unknown field "${path}"`)],
  };
}

/** Built-in kinds are decoded into Go's types before anything else looks at them. */
export function typeProblem(object: JsonObject, { custom, kind }: Resource, version: ResourceVersion): string | undefined {
  const problem = custom ? undefined : goTypeProblem(object, version.schema, kind);
  return problem && `${kind} in version "${version.name}" cannot be handled as a ${kind}: ${problem}`;
}

function wrongKind(body: JsonObject, resource: Resource, expected: string) {
  const kind = String(body.kind);
  if (!resource.custom) return badRequest(`${kind} in version "${expected.split('/').pop()}" cannot be handled as a ${resource.kind}`);
  const name = isObject(body.metadata) && isString(body.metadata.name) ? body.metadata.name : '';
  return invalid(kind, resource.group, name, [invalidValue('kind', kind, `must be ${resource.kind}`)]);
}

/** Metadata is typed even where the rest is free: nulls are absent, names and label values are strings (Go's JSON decoding). */
function coerceMetadata({ metadata }: JsonObject, { kind }: Resource, version: ResourceVersion): void {
  if (!isObject(metadata)) return;
  const refuse = (value: unknown, field: string) =>
    badRequest(
      `${kind} in version "${version.name}" cannot be handled as a ${kind}: json: cannot unmarshal ${goType(value)} into Go struct field ObjectMeta.${field} of type string`,
    );
  for (const [field, value] of Object.entries(metadata)) {
    if (value === null) delete metadata[field];
    else if (['name', 'namespace', 'generateName', 'resourceVersion', 'uid'].includes(field) && !isString(value))
      throw refuse(value, field);
    else if ((field === 'labels' || field === 'annotations') && isObject(value))
      for (const entry of Object.values(value)) if (!isString(entry)) throw refuse(entry, field);
  }
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Drops fields that the schema or ObjectMeta do not know, in place, and returns their paths. */
export function dropUnknown(object: JsonObject, version: ResourceVersion): string[] {
  const dropped = prune(object, version.schema);
  if (isObject(object.metadata)) dropped.push(...prune(object.metadata, builtinSchema('ObjectMeta'), 'metadata'));
  return dropped;
}

/** A body as errors quote it: at most 30 bytes, text where it looks like JSON, hexadecimal otherwise. */
export function excerpt(text: string): string {
  const bytes = Buffer.from(text);
  if (!text.startsWith('{')) return bytes.length > 30 ? `${bytes.subarray(0, 30).toString('hex')} ...` : bytes.toString('hex');
  return bytes.length > 30 ? `${bytes.subarray(0, 30).toString()} ...` : text;
}
