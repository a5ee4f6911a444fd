export type { KubeObject, ObjectMeta, ObjectRef } from './object.ts';
