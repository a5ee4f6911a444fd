import { describe, expect, test } from 'vitest';
import { toEditorSchema } from './editor-schema.ts';
import { explainProblem } from './explain-problem.ts';
import { type ConfigWord, configWords } from './words.ts';

const rule = {
  type: 'object',
  properties: { timeout: { type: 'string' }, retries: { type: 'object', properties: { attempts: { type: 'integer' } } } },
};
const schema = toEditorSchema([
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    schema: { type: 'object', properties: { spec: { type: 'object', properties: { hosts: {}, http: { type: 'array', items: rule } } } } },
  },
]);
const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  host: [x]
  http:
    - timeuot: 5 seconds
      retries: {attempt: x}
    - timeout: 1s
      timeuot: 1s
`;
const say =
  (locale: 'en' | 'zh') =>
  (key: ConfigWord, values: Record<string, string | number> = {}) =>
    configWords[locale][key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));

const explain = (message: string, line: number, column: number, locale: 'en' | 'zh' = 'en') =>
  explainProblem({ message, line, column }, text, schema, say(locale));

describe('explainProblem', () => {
  test.each([
    ['Incorrect type. Expected "array".', 5, 9, 'host must be a list', 'spec.host'],
    ['Incorrect type. Expected "string | integer".', 5, 10, 'host[0] must be text (numbers in quotes) or a whole number', 'spec.host[0]'],
    ['Incorrect type. Expected one of object, null.', 7, 16, 'timeuot must be a group of fields or empty', 'spec.http[0].timeuot'],
    ['Value is not accepted. Valid values: "A", "B".', 2, 7, 'kind must be one of: A, B', 'kind'],
    ['Value must be "v1".', 1, 13, 'apiVersion must be one of: v1', 'apiVersion'],
    ['Missing property "name".', 3, 11, 'The field name is missing here', 'metadata'],
    ['Value is below the minimum of 0.', 8, 26, 'attempt must be at least 0', 'spec.http[0].retries.attempt'],
    ['Value is above the maximum of 100.', 8, 26, 'attempt must be at most 100', 'spec.http[0].retries.attempt'],
    ['Array has too few items. Expected 1 or more.', 5, 9, 'host needs 1 or more items', 'spec.host'],
    ['Not a duration.', 7, 16, 'timeuot must be a duration such as 5s, 1.5s or 1m30s', 'spec.http[0].timeuot'],
    ['String does not match the pattern of "^a".', 5, 10, 'host[0] must have the form ^a', 'spec.host[0]'],
    [
      'Matches multiple schemas when only one must validate.',
      8,
      16,
      'retries holds fields that exclude each other; keep one',
      'spec.http[0].retries',
    ],
    ['Implicit keys need to be on a single line', 7, 7, 'Implicit keys need to be on a single line', 'spec.http[0].timeuot'],
  ])('%s', (message, line, column, plain, path) => {
    expect(explain(message, line, column)).toMatchObject({ message: plain, path, line, severity: 'error' });
  });

  test('names the field that was probably meant, and how to correct it', () => {
    expect(explain('Property timeuot is not allowed.', 7, 7)).toMatchObject({
      message: 'There is no field timeuot here; did you mean timeout?',
      path: 'spec.http[0].timeuot',
      fix: { from: 'timeuot', to: 'timeout', offset: text.indexOf('timeuot') },
    });
    expect(explain('Property host is not allowed.', 5, 3).fix).toMatchObject({ to: 'hosts' });
    expect(explain('Property attempt is not allowed.', 8, 17).fix).toMatchObject({ to: 'attempts' });
  });

  test('offers no field that stands there already', () => {
    expect(explain('Property timeuot is not allowed.', 10, 7)).toEqual({
      source: 'schema',
      severity: 'error',
      line: 10,
      message: 'There is no field timeuot here',
      path: 'spec.http[1].timeuot',
    });
  });

  test('speaks Chinese', () => {
    expect(explain('Property timeuot is not allowed.', 7, 7, 'zh').message).toBe('此处没有字段 timeuot；是否为 timeout？');
    expect(explain('Incorrect type. Expected "array".', 5, 9, 'zh').message).toBe('host 必须是列表');
  });

  test('copes with an empty text', () => {
    expect(explainProblem({ message: 'Missing property "kind".', line: 1, column: 1 }, '', schema, say('en'))).toMatchObject({
      message: 'The field kind is missing here',
      path: null,
    });
  });
});
