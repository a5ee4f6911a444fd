import { isString, listAt, objectAt, stringAt } from '../json.ts';

/** Whether a `meta/v1` LabelSelector chooses these labels; one without requirements chooses all. */
export function selectorMatches(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(objectAt(selector, 'matchLabels') ?? {});
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    listAt(selector, 'matchExpressions').every((expression) => expressionHolds(expression, labels))
  );
}

function expressionHolds(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[stringAt(expression, 'key') ?? ''];
  const values = listAt(expression, 'values').filter(isString);
  switch (stringAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
