import type { FieldError } from '../status.ts';
import { badRequest, forbiddenValue, invalid, invalidValue, unsupportedValue } from '../status.ts';
import type { FieldValidation } from '../write/decode.ts';

export function parseInteger(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Query booleans: `0`, `false` in any case and absence mean no; everything else, even nonsense, means yes (runtime.Convert_Slice_string_To_bool). */
export function parseBoolean(text: string | null): boolean | undefined {
  if (text === null || text === '') return undefined;
  return text !== '0' && text.toLowerCase() !== 'false';
}

export interface WriteQuery {
  dryRun: boolean;
  fieldManager: string;
  fieldValidation: FieldValidation;
  force: boolean | undefined;
}

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

/** The options of a write, checked as apimachinery pkg/apis/meta/v1/validation does. */
export function writeQuery(query: URLSearchParams, kind: OptionsKind, isApply: boolean): WriteQuery {
  const errors: FieldError[] = [];
  const dryRun = query.getAll('dryRun');
  if (dryRun.some((value) => value !== 'All')) errors.push({ ...unsupportedValue('dryRun', dryRun, ['All']) });
  const fieldManager = query.get('fieldManager') ?? '';
  if (kind !== 'DeleteOptions') errors.push(...managerErrors(fieldManager, isApply));
  const force = parseBoolean(query.get('force'));
  if (kind === 'PatchOptions' && !isApply && force !== undefined)
    errors.push(forbiddenValue('force', 'may not be specified for non-apply patch'));
  const fieldValidation = query.get('fieldValidation') ?? '';
  if (fieldValidation !== '' && !isFieldValidation(fieldValidation))
    errors.push(unsupportedValue('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  if (errors.length > 0) throw invalid(kind, 'meta.k8s.io', '', errors);
  return { dryRun: dryRun.length > 0, fieldManager, fieldValidation: isFieldValidation(fieldValidation) ? fieldValidation : 'Warn', force };
}

function isFieldValidation(text: string): text is FieldValidation {
  return text === 'Strict' || text === 'Warn' || text === 'Ignore';
}

function managerErrors(manager: string, isApply: boolean): FieldError[] {
  if (manager === '')
    return isApply ? [{ reason: 'FieldValueRequired', field: 'fieldManager', message: 'Required value: is required for apply patch' }] : [];
  const errors: FieldError[] = [];
  if (manager.length > 128)
    errors.push({ reason: 'FieldValueTooLong', field: 'fieldManager', message: 'Too long: may not be more than 128 bytes' });
  for (const [index, character] of [...manager].entries()) {
    if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) continue;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    errors.push(invalidValue('fieldManager', manager, `invalid character U+${code} (at position ${index})`));
  }
  return errors;
}

/** Without a fieldManager the part of User-Agent before the slash names the writer (apiserver managerOrUserAgent). */
export function managerOf(fieldManager: string, userAgent: string | undefined): string {
  if (fieldManager !== '') return fieldManager;
  const prefix = (userAgent ?? '').split('/')[0] ?? '';
  return (
    [...prefix]
      .filter((character) => /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character))
      .join('')
      .slice(0, 128) || 'unknown'
  );
}

/** The selectors of a request; a watch on one name is a watch with a field selector. */
export function selectors(query: URLSearchParams, name = ''): { labelSelector: string; fieldSelector: string } {
  const fieldSelector = [query.get('fieldSelector') ?? '', ...(name ? [`metadata.name=${name}`] : [])]
    .filter((term) => term !== '')
    .join(',');
  return { labelSelector: query.get('labelSelector') ?? '', fieldSelector };
}
