import { z } from 'zod';

const statusBody = z.looseObject({
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .looseObject({
      causes: z.array(z.looseObject({ field: z.string().optional(), message: z.string().optional() })).nullish(),
      retryAfterSeconds: z.number().optional(),
    })
    .nullish(),
});

/** The API server's refusal, in its own words (its `Status`), or a failure to reach it (`status` 0). */
export class KubeError extends Error {
  constructor(
    message: string,
    /** HTTP status, 0 when there was no answer. */
    readonly status: number,
    /** e.g. `Conflict`, `Invalid`, `Forbidden`, `Unreachable`. */
    readonly reason: string,
    readonly causes: readonly { field: string; message: string }[] = [],
  ) {
    super(message);
    this.name = 'KubeError';
  }

  static fromBody(status: number, text: string): KubeError {
    const parsed = statusBody.safeParse(parseJson(text));
    if (!parsed.success) return new KubeError(text.slice(0, 300) || `HTTP ${status}`, status, reasons[status] ?? 'Unknown');
    const { message, reason, details } = parsed.data;
    const causes = (details?.causes ?? []).map((cause) => ({ field: cause.field ?? '', message: cause.message ?? '' }));
    return new KubeError(message ?? `HTTP ${status}`, status, reason ?? reasons[status] ?? 'Unknown', causes);
  }

  static unreachable(cause: unknown): KubeError {
    return new KubeError(`The Kubernetes API cannot be reached: ${wordsOf(cause)}`, 0, 'Unreachable');
  }

  /** The watch's resourceVersion is too old (410), or newer than anything a restarted API server knows (504, "Too large resource version"). */
  get isExpired(): boolean {
    return this.status === 410 || this.reason === 'Expired' || this.reason === 'Gone';
  }
}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Gone',
  422: 'Invalid',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A refused connection to a name with two addresses is an AggregateError without a message. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}
