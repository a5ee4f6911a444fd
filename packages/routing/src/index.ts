export type * from './connection.ts';
export type * from './decision.ts';
export { describe } from './describe.ts';
export { explain } from './explain.ts';
export { explainConnection } from './explain-connection.ts';
export { buildMesh, type Mesh } from './mesh.ts';
export type { RefusalReason } from './refusal.ts';
export { sample } from './sample.ts';
export { STOP_CODES, type StopCode } from './stop-codes.ts';
