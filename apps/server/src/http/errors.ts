import { STATUS_CODES } from 'node:http';
import type { Plan, Problem } from '@pidalio/contract';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';

interface Details {
  errors?: { field: string; message: string }[];
  plan?: Plan;
}

/** The only way a handler refuses. `code` is stable and part of the API; `detail` is for people. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly details: Details = {},
  ) {
    super(detail);
    this.name = 'HttpError';
  }
}

export const refuseUnknownPath: RequestHandler = (request) => {
  throw new HttpError(404, 'unknown-path', `There is nothing at ${request.originalUrl.split('?')[0]}.`);
};

/** What express and its body parser throw carries a status; nothing else does. */
const httpLike = z.object({ status: z.int().min(400).max(499), type: z.string().optional(), message: z.string() });
const bodyCodes: Readonly<Record<string, string>> = { 'entity.too.large': 'body-too-large', 'entity.parse.failed': 'body-not-json' };

/** Every error ends here as application/problem+json (RFC 9457). An unforeseen one says nothing and logs its cause. */
export function replyWithProblem(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    if (problem.status >= 500) log.error({ err: error, requestId: request.id }, 'a request failed');
    response
      .status(problem.status)
      .type('application/problem+json')
      .set('cache-control', 'no-store')
      .send(JSON.stringify({ ...problem, requestId: String(request.id) }));
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof HttpError) return { ...base(error.status, error.code), detail: error.message, ...error.details };
  const known = httpLike.safeParse(error);
  if (known.success) return { ...base(known.data.status, bodyCodes[known.data.type ?? ''] ?? 'bad-request'), detail: known.data.message };
  return base(500, 'internal');
}

function base(status: number, code: string) {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code };
}
