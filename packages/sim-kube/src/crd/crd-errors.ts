import { isObject, listAt, objectAt, stringAt } from '../json.ts';
import { isSchema, type Schema, valueSchema } from '../schema/schema.ts';
import { validate } from '../schema/validate.ts';
import { type FieldError, invalidValue, requiredValue, unsupportedValue } from '../status.ts';
import type { JsonObject } from '../types.ts';
import { celProblem } from './cel-problem.ts';

/** What is wrong with a CustomResourceDefinition (apiextensions pkg/apis/apiextensions/validation). */
export function crdErrors(crd: JsonObject): FieldError[] {
  const spec = objectAt(crd, 'spec') ?? {};
  const versions = listAt(spec, 'versions').filter(isObject);
  return [
    ...nameErrors(crd, spec),
    ...scopeErrors(spec),
    ...storageErrors(crd, versions),
    ...versions.flatMap((version, index) => schemaErrors(version, index, versions.length)),
  ];
}

function nameErrors(crd: JsonObject, spec: JsonObject): FieldError[] {
  const name = stringAt(crd, 'metadata', 'name') ?? '';
  const plural = stringAt(spec, 'names', 'plural') ?? '';
  const group = stringAt(spec, 'group') ?? '';
  const errors: FieldError[] = [];
  if (name !== `${plural}.${group}`) errors.push(invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  for (const field of ['kind', 'listKind']) {
    const value = stringAt(spec, 'names', field) ?? '';
    if (value === '') errors.push(requiredValue(`spec.names.${field}`));
    else if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/i.test(value))
      errors.push(
        invalidValue(
          `spec.names.${field}`,
          value,
          "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ),
      );
  }
  return errors;
}

function scopeErrors(spec: JsonObject): FieldError[] {
  const scope = stringAt(spec, 'scope') ?? '';
  if (scope === '') return [requiredValue('spec.scope')];
  return scope === 'Cluster' || scope === 'Namespaced' ? [] : [unsupportedValue('spec.scope', scope, ['Cluster', 'Namespaced'])];
}

function storageErrors(crd: JsonObject, versions: readonly JsonObject[]): FieldError[] {
  if (versions.filter(({ storage }) => storage === true).length === 1) return [];
  const shown = versions.map((version) => ({
    Name: version.name,
    Served: version.served === true,
    Storage: version.storage === true,
    Deprecated: version.deprecated === true,
    DeprecationWarning: null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  }));
  const errors = [invalidValue('spec.versions', shown, 'must have exactly one version marked as storage version')];
  if (listAt(crd, 'status', 'storedVersions').length === 0)
    errors.push(invalidValue('status.storedVersions', null, 'must have at least one stored version'));
  return errors;
}

function schemaErrors(version: JsonObject, index: number, count: number): FieldError[] {
  const schema = objectAt(version, 'schema', 'openAPIV3Schema');
  if (!isSchema(schema)) {
    const errors = [requiredValue(`spec.versions[${index}].schema.openAPIV3Schema`)];
    if (listAt(version, 'selectableFields').length > 0)
      errors.push(invalidValue('spec.selectableFields', '', 'may only be set when validations.schema is included'));
    return errors;
  }
  // With one version (or equal ones) the API server reports problems at the place that versions used to share.
  const path = count === 1 ? 'spec.validation.openAPIV3Schema' : `spec.versions[${index}].schema.openAPIV3Schema`;
  if (!schema.type) return [requiredValue(`${path}.type`, 'must not be empty at the root')];
  const errors: FieldError[] = [];
  checkSchema(schema, path, errors);
  return errors;
}

function checkSchema(schema: Schema, path: string, errors: FieldError[]): void {
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries()) {
    const problem = celProblem(rule.rule);
    if (!problem) continue;
    const shown = {
      Rule: rule.rule,
      Message: rule.message ?? '',
      MessageExpression: rule.messageExpression ?? '',
      Reason: rule.reason ?? null,
      FieldPath: rule.fieldPath ?? '',
      OptionalOldSelf: rule.optionalOldSelf ?? null,
    };
    errors.push(invalidValue(`${path}.x-kubernetes-validations[${index}].rule`, shown, `compilation failed: ${problem}`));
  }
  if (schema.default !== undefined)
    for (const error of validate(schema.default, { ...schema, default: undefined }, ''))
      errors.push({ ...error, field: `${path}.default${error.field === '<nil>' ? '' : `.${error.field}`}` });
  for (const [name, field] of Object.entries(schema.properties ?? {})) checkSchema(field, `${path}.properties[${name}]`, errors);
  if (schema.items) checkSchema(schema.items, `${path}.items`, errors);
  const elements = valueSchema(schema);
  if (elements) checkSchema(elements, `${path}.additionalProperties`, errors);
}
