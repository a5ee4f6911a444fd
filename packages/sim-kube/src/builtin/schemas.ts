import { isObject } from '../json.ts';
import { resolveDefinitions, type Schema } from '../schema/schema.ts';
import definitions from './generated/schemas.json' with { type: 'json' };

/** Definitions by name (`Pod`, `PodSpec`, …) with `$ref`s to each other, as OpenAPI documents need them. */
export const builtinDefinitions: Record<string, unknown> = definitions;

const resolved = resolveDefinitions(definitions);

/** The schema of a built-in type, references resolved. */
export function builtinSchema(name: string): Schema {
  const schema = resolved[name];
  if (!schema) throw new Error(`no built-in type ${name}`);
  return schema;
}

const names = new Map<object, string>(Object.entries(resolved).map(([name, schema]) => [schema, name]));

/** The name of the built-in type that a schema inside another one is, or is a view of. */
export function builtinTypeName(schema: Schema): string | undefined {
  for (let next: unknown = schema; isObject(next); next = Object.getPrototypeOf(next)) {
    const name = names.get(next);
    if (name) return name;
  }
  return undefined;
}
