import type { z } from 'zod';

/** One HTTP endpoint, defined once: the server serves it, the client calls it, OpenAPI is generated from it. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  id: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** Express syntax: `/api/services/:namespace/:name`. */
  path: string;
  summary: string;
  params: P;
  query: Q;
  body: B;
  response: R;
}

export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  definition: Endpoint<P, Q, B, R>,
): Endpoint<P, Q, B, R> {
  return definition;
}
