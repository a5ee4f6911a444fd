import type { ObjectRef } from './object.ts';

/** Where a setting comes from: a field of an object. */
export interface Origin {
  ref: ObjectRef;
  path: string;
}
