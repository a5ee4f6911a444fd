import type { Endpoint } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { z } from 'zod';
import { HttpError } from './errors.ts';

interface Input<E extends Endpoint> {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
}

/**
 * Serves an endpoint of the contract. The handler gets what the contract's schemas made of the request; a request that does not fit is
 * answered with 400 and the fields concerned. Express adds the ETag and answers 304.
 */
export function route<E extends Endpoint>(
  router: IRouter,
  endpoint: E,
  handler: (input: Input<E>) => Promise<z.input<E['response']>> | z.input<E['response']>,
): void {
  const method = endpoint.method === 'GET' ? 'get' : endpoint.method === 'POST' ? 'post' : 'delete';
  router[method](endpoint.path, async (request, response) => {
    const input = {
      params: parse(endpoint.params, request.params, 'params'),
      query: parse(endpoint.query, request.query, 'query'),
      body: parse(endpoint.body, request.body ?? {}, 'body'),
    };
    response.set('cache-control', endpoint.method === 'GET' ? 'no-cache' : 'no-store').json(await handler(input as Input<E>));
  });
}

/** After all routes: a known path with a method that it does not have. */
export function refuseOtherMethods(router: IRouter, all: readonly Endpoint[]): void {
  for (const path of new Set(all.map((endpoint) => endpoint.path))) {
    const allowed = all.filter((endpoint) => endpoint.path === path).map(({ method }) => method);
    router.all(path, (request, response) => {
      response.set('allow', allowed.join(', '));
      throw new HttpError(405, 'method-not-allowed', `${request.method} is not possible here, only ${allowed.join(', ')}.`);
    });
  }
}

function parse(schema: z.ZodType, value: unknown, place: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: [place, ...path].join('.'), message }));
  throw new HttpError(400, 'invalid-request', `The ${place} of the request cannot be used.`, { errors });
}
