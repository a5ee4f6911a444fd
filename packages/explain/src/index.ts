export { describeNote, describeProblem, describeVerdict, describeWhatIf, type Locale } from './describe.ts';
export { explainJourney } from './explain-journey.ts';
export type * from './journey.ts';
export { findSender, type Placed, placeRequest } from './place-request.ts';
export { readRequest } from './read-request.ts';
export type { InputNote, InputProblem, LogFacts, NoteCode, ProblemCode, ReadResult, RequestText } from './request-text.ts';
export { senderOf, whatIfs } from './what-if.ts';
export { readWorkloads, type Workload } from './workload.ts';
