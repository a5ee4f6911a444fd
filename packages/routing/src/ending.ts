import type { TryResult } from './is-retriable.ts';

/** How a request ended at the caller's proxy, in the words of Envoy's access log. */
export interface Ending {
  /** 0 when no answer was sent. */
  status: number;
  /** Response flags in Envoy's order, joined with commas; '-' for none. */
  flags: string;
  details: string;
  /** The text that the proxy itself answers with; undefined when the answer is the application's. */
  body?: string;
  /** Headers of the application's answer, or those that the proxy itself gives. */
  headers?: Readonly<Record<string, string>>;
}

export const NO_HEALTHY_UPSTREAM: Ending = { status: 503, flags: 'UH', details: 'no_healthy_upstream', body: 'no healthy upstream' };

export const RESPONSE_TIMEOUT: Ending = { status: 504, flags: 'UT', details: 'response_timeout', body: 'upstream request timeout' };

/** What the caller gets when this was the last try (envoy source/common/router/router.cc onUpstreamReset, onPerTryTimeout). */
export function endingOf(result: TryResult, http2: boolean, retried: boolean): Ending {
  switch (result.type) {
    case 'status':
      return { status: result.status, flags: '-', details: 'via_upstream', ...(result.headers && { headers: result.headers }) };
    case 'per-try-timeout':
      return { status: 504, flags: 'UT', details: 'upstream_per_try_timeout', body: 'upstream request timeout' };
    case 'overflow':
      return broken('UO', 'overflow', '', retried);
    case 'connect-failure':
      return broken('UF', 'remote connection failure', '|delayed_connect_error:_Connection_refused', retried);
    case 'connect-timeout':
      return broken('UF', 'connection timeout', '', retried);
    case 'refused-stream':
      return broken('UR', 'remote refused stream reset', '', retried);
    case 'reset':
      return http2 ? broken('UR', 'remote reset', '', retried) : broken('UC', 'connection termination', '', retried);
  }
}

function broken(flags: string, reason: string, transport: string, retried: boolean): Ending {
  const lead = retried ? 'retried and the latest reset reason' : 'reset reason';
  return {
    status: 503,
    flags,
    details: `upstream_reset_before_response_started{${reason.replaceAll(' ', '_')}${transport}}`,
    body: `upstream connect error or disconnect/reset before headers. ${lead}: ${reason}`,
  };
}

/** Envoy lists flags in the order in which they were set. */
export function joinFlags(first: string, second: string): string {
  if (first === '-') return second;
  return second === '-' ? first : `${first},${second}`;
}
