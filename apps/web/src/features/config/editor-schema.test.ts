import { describe, expect, test } from 'vitest';
import { toEditorSchema } from './editor-schema.ts';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        timeout: { type: 'string', 'x-kubernetes-validations': [{ rule: 'true' }] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        port: { 'x-kubernetes-int-or-string': true },
      },
    },
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

describe('toEditorSchema', () => {
  const [entry] = toEditorSchema([{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', schema }]).allOf as {
    then: { properties: Record<string, unknown> };
  }[];
  const properties = entry!.then.properties;

  test('forbids unknown fields where the CRD names its fields', () => {
    expect(properties.spec).toMatchObject({ additionalProperties: false });
  });

  test('leaves maps and free-form fields open', () => {
    expect(properties.spec).toMatchObject({ properties: { labels: { additionalProperties: { type: 'string' } } } });
    expect(properties.status).toEqual({ type: 'object' });
  });

  test('translates int-or-string and drops what only the API server evaluates', () => {
    expect(properties.spec).toMatchObject({
      properties: { port: { anyOf: [{ type: 'integer' }, { type: 'string' }] }, timeout: { type: 'string' } },
    });
  });

  test('ties the object to its kind', () => {
    expect(properties.kind).toEqual({ const: 'VirtualService' });
  });

  test.each([
    ['5s', true],
    ['1.5s', true],
    ['1h30m', true],
    ['250µs', true],
    ['5 seconds', false],
    ['5', false],
    ['-1s', false],
    ['', false],
  ])('knows whether %j is a duration where the CRD asks for one', (text, isDuration) => {
    const rules = [{ rule: "duration(self) >= duration('1ms')", message: 'must be a valid duration greater than 1ms' }];
    const [whole] = toEditorSchema([
      { apiVersion: 'v1', kind: 'A', schema: { properties: { delay: { type: 'string', 'x-kubernetes-validations': rules } } } },
    ]).allOf as { then: { properties: { delay: { pattern: string; patternErrorMessage: string } } } }[];
    const { pattern, patternErrorMessage } = whole!.then.properties.delay;
    expect(new RegExp(pattern, 'u').test(text)).toBe(isDuration);
    expect(patternErrorMessage).toBe('Not a duration.');
  });
});
