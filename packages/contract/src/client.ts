import type { z } from 'zod';
import type { Problem } from './changes.ts';
import { problem } from './changes.ts';
import type { Endpoint } from './endpoint.ts';

/** The server's refusal, or a failure to reach it (`status` 0, code `unreachable`). */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
  }
}

type Input<E extends Endpoint> = {
  params?: z.input<E['params']>;
  query?: z.input<E['query']>;
  body?: z.input<E['body']>;
  signal?: AbortSignal;
};

/**
 * Calls endpoints by their definition. `basePath` is '' or e.g. `/pidalio`.
 * Throws ApiError; resolves with the parsed response.
 */
export function createClient(basePath: string, fetchImpl: typeof fetch = (...args) => fetch(...args)) {
  return async function call<E extends Endpoint>(target: E, input: Input<E> = {}): Promise<z.output<E['response']>> {
    const path = target.path.replace(/:(\w+)/g, (_, key: string) =>
      encodeURIComponent(String((input.params as Record<string, unknown> | undefined)?.[key] ?? '')),
    );
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
      if (value !== undefined && value !== '') query.set(key, String(value));
    const search = query.size > 0 ? `?${query}` : '';
    const init: RequestInit = { method: target.method, headers: { accept: 'application/json' } };
    if (input.signal) init.signal = input.signal;
    // The header of ours that a foreign page cannot send without a preflight (see the server's write guard).
    if (target.method !== 'GET') init.headers = { ...init.headers, 'content-type': 'application/json', 'x-pidalio': '1' };
    if (target.method === 'POST') init.body = JSON.stringify(input.body ?? {});
    let response: Response;
    try {
      response = await fetchImpl(`${basePath}${path}${search}`, init);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      throw new ApiError({
        type: 'about:blank',
        title: 'The server cannot be reached',
        status: 0,
        code: 'unreachable',
        detail: String(cause),
      });
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const parsed = problem.safeParse(body);
      throw new ApiError(
        parsed.success
          ? parsed.data
          : { type: 'about:blank', title: response.statusText || 'Request failed', status: response.status, code: 'unreadable' },
      );
    }
    return target.response.parse(body) as z.output<E['response']>;
  };
}
