import type { FindingCode } from '../finding-codes.ts';
import type { MeshFinding } from '../finding-sink.ts';

/** One sentence for each code of a finding; a code without a text does not compile. */
export type FindingMessages = Record<FindingCode, (values: MeshFinding['values']) => string>;
