import type { PlannedOperation } from '@pidalio/contract';
import { KubeError } from '../cluster/kube-error.ts';
import { HttpError } from '../http/errors.ts';

type Refusal = NonNullable<PlannedOperation['dryRun']['refusal']>;

/** The API server's words. That it cannot be reached is no refusal: nobody knows then. */
export function toRefusal(error: unknown): Refusal {
  if (!(error instanceof KubeError)) throw error;
  return { message: error.message, reason: error.reason, causes: error.causes.map(({ field, message }) => ({ field, message })) };
}

/** For what cannot go on without the API server. */
export function orUnavailable<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof KubeError)) throw error;
    if (error.status === 403) throw new HttpError(403, 'forbidden', error.message);
    throw new HttpError(503, 'kubernetes-unavailable', error.message);
  });
}
