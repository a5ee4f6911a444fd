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
