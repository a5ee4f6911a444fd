export { describeNote, describeProblem, describeVerdict, describeWhatIf, type Locale } from './describe.ts';
export { explainJourney } from './explain-journey.ts';
export type * from './journey.ts';
export { readRequest } from './read-request.ts';
export type { InputNote, InputProblem, LogFacts, NoteCode, ProblemCode, ReadResult, RequestText } from './request-text.ts';
export { readWorkloads, type Workload } from './workload.ts';
