import type { Course, Decision } from './decision.ts';
import { type Outcome, type OutcomeOptions, outcomeOf } from './outcome.ts';
import type { Upstream } from './upstream.ts';

/** A course with its probability; those of one decision add up to 1. Mirrors are not drawn: each has its own probability beside it. */
export interface LikelyCourse {
  probability: number;
  course: Course;
}

/** Every course that a decision can take: delayed or not, aborted or not, to each destination. */
export function coursesOf(decision: Decision): LikelyCourse[] {
  const { fault, action } = decision;
  const destinations = action.type === 'forward' ? action.destinations : [];
  const mirrors = action.type === 'forward' ? action.mirrors.map(({ cluster }) => cluster) : [];
  const ways: LikelyCourse[] =
    destinations.length > 0
      ? destinations.map((destination) => ({
          probability: destination.probability,
          course: { delayMs: 0, cluster: destination.cluster, destination, mirrors },
        }))
      : [{ probability: 1, course: { delayMs: 0, mirrors, ...(action.type === 'plain' ? { cluster: action.cluster } : {}) } }];
  const abort = fault.abort && { status: fault.abort.status, grpc: fault.abort.grpc ?? false };
  const faulty = split(ways, fault.abort?.probability, (course) => (abort === undefined ? course : { ...course, abort, mirrors: [] }));
  return split(faulty, fault.delay?.probability, (course) => ({ ...course, delayMs: fault.delay?.delayMs ?? 0 }));
}

/** What can come of a request, with probabilities, the far end being as given. */
export function outcomesOf(
  decision: Decision,
  upstream: Upstream,
  options: OutcomeOptions = {},
): { probability: number; course: Course; outcome: Outcome }[] {
  return coursesOf(decision).map(({ probability, course }) => ({
    probability,
    course,
    outcome: outcomeOf(decision, course, upstream, options),
  }));
}

function split(courses: readonly LikelyCourse[], share: number | undefined, change: (course: Course) => Course): LikelyCourse[] {
  if (share === undefined || share === 0) return [...courses];
  const changed = courses.map(({ probability, course }) => ({ probability: probability * share, course: change(course) }));
  return share === 1
    ? changed
    : [...changed, ...courses.map(({ probability, course }) => ({ probability: probability * (1 - share), course }))];
}
