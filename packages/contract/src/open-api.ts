import { z } from 'zod';
import { problem } from './changes.ts';
import type { Endpoint } from './endpoint.ts';

type Json = Record<string, unknown>;

/** The HTTP API as an OpenAPI 3.1 document, whose schemas are JSON Schemas as zod writes them. */
export function openApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Pidalio', version: '1', description: 'See, steer and prove what traffic does in an Istio mesh.' },
    paths,
    components: { schemas: { Problem: toJsonSchema(problem, 'output') } },
  };
}

function operation({ id, method, summary, params, query, body, response }: Endpoint): Json {
  return {
    operationId: id,
    summary,
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query'), ...(method === 'GET' ? [] : [ownHeader])],
    ...(method === 'POST'
      ? { requestBody: { required: true, content: { 'application/json': { schema: toJsonSchema(body, 'input') } } } }
      : {}),
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: toJsonSchema(response, 'output') } } },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
}

/** A page of another site cannot send it without asking first. */
const ownHeader = { name: 'x-pidalio', in: 'header', required: true, schema: { type: 'string' } };

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties, required } = z
    .looseObject({ properties: z.record(z.string(), z.unknown()).default({}), required: z.array(z.string()).default([]) })
    .parse(toJsonSchema(schema, 'input'));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
