export { type AccessLogEntry, formatAccessLog } from './access-log.ts';
export { seededRandom } from './random.ts';
export type { Sample } from './sample.ts';
export { SimMesh } from './sim-mesh.ts';
