/**
 * Writes `src/builtin/generated/schemas.json`: the schemas of the built-in kinds, from the models of
 * @kubernetes/client-node (fields, types, descriptions) and `builtin-overlay.json` beside this file (merge keys, atomic maps
 * and defaults, which the models do not carry). Run it after an update of client-node: `pnpm generate`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as models from '@kubernetes/client-node';

const here = path.dirname(fileURLToPath(import.meta.url));
const declarations = path.resolve(here, '../node_modules/@kubernetes/client-node/dist/gen/models');
const overlay = JSON.parse(readFileSync(path.join(here, 'builtin-overlay.json'), 'utf8'));

const roots = [
  ...[
    'Namespace',
    'Pod',
    'Service',
    'EndpointSlice',
    'Endpoints',
    'Deployment',
    'ReplicaSet',
    'ServiceAccount',
    'ConfigMap',
    'Secret',
    'Lease',
  ],
  ...['ControllerRevision', 'Node', 'CustomResourceDefinition', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'Scale'],
  ...['SelfSubjectReview', 'SelfSubjectAccessReview', 'SubjectAccessReview', 'LocalSubjectAccessReview', 'SelfSubjectRulesReview'],
].map((kind) => `V1${kind}`);
roots.push('CoreV1Event', 'EventsV1Event');

const classes = new Map(Object.entries(models));
const definitions = { ...overlay.definitions };
for (const root of roots) define(root);
writeFileSync(path.join(here, '../src/builtin/generated/schemas.json'), `${JSON.stringify(sortKeys(definitions), null, 1)}\n`);

function define(model) {
  const name = schemaName(model);
  if (name in definitions) return;
  const source = readFileSync(path.join(declarations, `${model}.d.ts`), 'utf8');
  const schema = { type: 'object', ...(overlay.types[name] ?? {}) };
  definitions[name] = schema;
  const summary = /\/\*\*\n((?:\* .*\n)+)\*\/\nexport declare class/.exec(source);
  if (summary) schema.description = comment(summary[1]);
  const required = [];
  const properties = {};
  for (const { baseName, name: field, type, format } of classes.get(model).attributeTypeMap) {
    const declared = new RegExp(`(?:/\\*\\*\\n((?:\\s*\\* .*\\n)+?)\\s*\\*/\\n)?\\s*'${escapeRegExp(field)}'(\\??):`).exec(source);
    properties[baseName] = {
      ...(declared?.[1] ? { description: comment(declared[1]) } : {}),
      ...schemaOfType(type, format),
      ...(overlay.fields[`${name}.${baseName}`] ?? {}),
    };
    if (declared && declared[2] === '') required.push(baseName);
  }
  if (Object.keys(properties).length) schema.properties = properties;
  if (required.length) schema.required = required;
}

function schemaOfType(type, format) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) return { type: 'array', items: schemaOfType(list[1], format) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return { type: 'object', additionalProperties: schemaOfType(map[1], '') };
  switch (type) {
    case 'string':
      return format ? { type: 'string', format } : { type: 'string' };
    case 'Date':
    case 'V1MicroTime':
      return { type: 'string', format: 'date-time' };
    case 'number':
      return format === 'double' ? { type: 'number', format } : { type: 'integer', ...(format ? { format } : {}) };
    case 'boolean':
      return { type: 'boolean' };
    case 'IntOrString':
      return { 'x-kubernetes-int-or-string': true };
    case 'any':
    case 'object':
      return { 'x-kubernetes-preserve-unknown-fields': true };
    default:
      define(type);
      return { $ref: schemaName(type) };
  }
}

function schemaName(model) {
  return model.replace(/^V1(?=[A-Z])/, '');
}

function comment(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join(' ')
    .trim()
    .replace(/\\(['"])/g, '$1');
}

function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function sortKeys(value) {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}
