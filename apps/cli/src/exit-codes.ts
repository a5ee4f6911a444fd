import type { Verdict } from '@pidalio/explain';

/** What the process ends with; part of the command's interface. Above 63 as in sysexits.h. */
export const EXIT = {
  delivered: 0,
  answered: 0,
  denied: 1,
  'no-route': 2,
  uncertain: 3,
  unreachable: 4,
} as const satisfies Record<Verdict['kind'], number>;

export const EXIT_FAILED_TESTS = 1;
export const EXIT_USAGE = 64;
export const EXIT_UNAVAILABLE = 69;
