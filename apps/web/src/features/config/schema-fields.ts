import type { FieldPath } from './field-path.ts';

type Json = Record<string, unknown>;

/** Names of the fields that may stand at a path of an object, by the editor's schema; empty where it names none. */
export function fieldsAt(schema: Json, object: { apiVersion: unknown; kind: unknown }, path: FieldPath): string[] {
  let node = schemaOf(schema, object);
  for (const step of path) {
    const next = typeof step === 'number' ? node.items : (asJson(node.properties)[step] ?? node.additionalProperties);
    node = asJson(next);
  }
  return Object.keys(asJson(node.properties));
}

/** The branch that holds for the object's kind; before that is known, what holds for all. */
function schemaOf(schema: Json, { apiVersion, kind }: { apiVersion: unknown; kind: unknown }): Json {
  const branches = Array.isArray(schema.allOf) ? schema.allOf.map(asJson) : [];
  const chosen = branches.find(({ if: condition }) => {
    const wanted = asJson(asJson(condition).properties);
    return asJson(wanted.apiVersion).const === apiVersion && asJson(wanted.kind).const === kind;
  });
  return chosen ? asJson(chosen.then) : schema;
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
