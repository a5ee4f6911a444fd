import { expect, test } from 'vitest';
import { endpoints, openApi } from './index.ts';

const all = Object.values(endpoints);
const document = JSON.parse(JSON.stringify(openApi(all)));

test('describes every endpoint once, with a name of its own', () => {
  const operations = Object.entries<Record<string, { operationId: string }>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
  );
  expect(operations.sort()).toEqual(
    all.map(({ id, method, path }) => `${id} ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`).sort(),
  );
});

test('tells required from optional parameters, and what writers must send', () => {
  const watch = document.paths['/api/watch/{kind}/{namespace}/{name}'].get;
  expect(watch.parameters.map((one: { name: string; in: string; required: boolean }) => [one.name, one.in, one.required])).toEqual([
    ['kind', 'path', true],
    ['namespace', 'path', true],
    ['name', 'path', true],
    ['rule', 'query', false],
    ['range', 'query', false],
  ]);
  const apply = document.paths['/api/changes/apply'].post;
  expect(apply.parameters).toMatchObject([{ name: 'x-pidalio', in: 'header', required: true }]);
  expect(apply.requestBody.content['application/json'].schema.required).toEqual(['operations']);
  expect(apply.responses.default.content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem');
});
