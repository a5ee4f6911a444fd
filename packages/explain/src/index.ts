export { explainJourney } from './explain-journey.ts';
export type * from './journey.ts';
export { readWorkloads, type Workload } from './workload.ts';
