import type { EventQueue } from './event-queue.ts';
import type { Cancel, Reply, Request, Response } from './exchange.ts';

/** What an application waits for: its own work, or a call with the time-out its HTTP client has. */
export type Effect = { type: 'work'; ms: number } | { type: 'call'; request: Request; timeoutMs: number };

/** An application's handling of one request, written as straight code: it yields what it waits for. */
export type Handling = Generator<Effect, Response, CallResult>;

/** `timed-out` when the application's own time-out came first. After work there is nothing to look at. */
export type CallResult = Response | 'timed-out' | undefined;

export type Send = (request: Request, reply: Reply) => Cancel;

/** Runs to the end even when the caller has gone: the applications do not notice that. */
export function runApplication(handling: Handling, queue: EventQueue, send: Send, reply: Reply): void {
  const resume = (result: CallResult) => {
    const step = handling.next(result);
    if (step.done) reply(step.value);
    else if (step.value.type === 'work') queue.after(step.value.ms, () => resume(undefined));
    else callWithTimeout(step.value.request, step.value.timeoutMs, queue, send, resume);
  };
  resume(undefined);
}

function callWithTimeout(request: Request, timeoutMs: number, queue: EventQueue, send: Send, resume: (result: CallResult) => void): void {
  let settled = false;
  const cancel = send(request, (response) => {
    if (settled) return;
    settled = true;
    resume(response);
  });
  if (settled) return;
  queue.after(timeoutMs, () => {
    if (settled) return;
    settled = true;
    cancel();
    resume('timed-out');
  });
}

export function isSuccess(result: CallResult): result is Response {
  return typeof result === 'object' && !result.broken && result.status === 200;
}
