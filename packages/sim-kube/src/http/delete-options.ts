import { isObject, isString, numberAt, objectAt, stringAt } from '../json.ts';
import { badRequest, type FieldError, invalid, invalidValue, unsupportedValue } from '../status.ts';
import type { DeleteOptions, JsonObject } from '../types.ts';
import { jsonSyntaxError } from './json-text.ts';
import { parseBoolean, parseInteger } from './query.ts';

/** DeleteOptions from the body or, without one, from the query. */
export function deleteOptions(text: string, query: URLSearchParams): DeleteOptions {
  return readDeleteOptions(text.trim() === '' ? fromQuery(query) : fromBody(text));
}

export function readDeleteOptions(given: JsonObject): DeleteOptions {
  const errors = problems(given);
  if (errors.length > 0) throw invalid('DeleteOptions', 'meta.k8s.io', '', errors);
  const policy = given.propagationPolicy;
  const preconditions = objectAt(given, 'preconditions');
  const uid = stringAt(preconditions, 'uid');
  const resourceVersion = stringAt(preconditions, 'resourceVersion');
  const gracePeriodSeconds = numberAt(given, 'gracePeriodSeconds');
  const dryRun = Array.isArray(given.dryRun) && given.dryRun.includes('All');
  const orphan = given.orphanDependents;
  return {
    ...(isPolicy(policy)
      ? { propagationPolicy: policy }
      : orphan === true
        ? { propagationPolicy: 'Orphan' }
        : orphan === false
          ? { propagationPolicy: 'Background' }
          : {}),
    ...(preconditions
      ? { preconditions: { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) } }
      : {}),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(dryRun ? { dryRun } : {}),
  };
}

function isPolicy(value: unknown): value is NonNullable<DeleteOptions['propagationPolicy']> {
  return value === 'Foreground' || value === 'Background' || value === 'Orphan';
}

function fromQuery(query: URLSearchParams): JsonObject {
  const propagationPolicy = query.get('propagationPolicy');
  const gracePeriodSeconds = parseInteger(query.get('gracePeriodSeconds'));
  const orphanDependents = parseBoolean(query.get('orphanDependents'));
  const dryRun = query.getAll('dryRun');
  return {
    ...(propagationPolicy ? { propagationPolicy } : {}),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(dryRun.length > 0 ? { dryRun } : {}),
  };
}

function fromBody(text: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw badRequest(`couldn't get version/kind; json parse error: ${jsonSyntaxError(text)}`);
  }
  if (!isObject(parsed))
    throw badRequest(`couldn't get version/kind; json parse error: json: cannot unmarshal ${typeof parsed} into Go value`);
  const { kind, apiVersion } = parsed;
  if (isString(kind) && kind !== '' && kind !== 'DeleteOptions')
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion ?? '')} in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    );
  return parsed;
}

/** apimachinery pkg/apis/meta/v1/validation ValidateDeleteOptions. */
function problems(options: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const { propagationPolicy, orphanDependents, dryRun } = options;
  if (propagationPolicy !== undefined && orphanDependents !== undefined)
    errors.push(invalidValue('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (propagationPolicy !== undefined && !isPolicy(propagationPolicy))
    errors.push(unsupportedValue('propagationPolicy', propagationPolicy, ['Foreground', 'Background', 'Orphan', 'nil']));
  if (Array.isArray(dryRun) && dryRun.some((value) => value !== 'All')) errors.push(unsupportedValue('dryRun', dryRun, ['All']));
  return errors;
}
