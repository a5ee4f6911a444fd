export { type ControllerOptions, type Controllers, startControllers } from './controllers/start.ts';
export { createKubeApi } from './create-kube-api.ts';
export { KubeStatusError } from './status.ts';
export type {
  AdmissionAnswer,
  AdmissionHook,
  AdmissionReview,
  DeleteOptions,
  DiscoveredResource,
  JsonObject,
  KubeApi,
  KubeApiOptions,
  KubeClient,
  KubeObject,
  ListOptions,
  NewObject,
  ObjectMeta,
  OwnerReference,
  PatchOptions,
  PodLogOptions,
  ResourceAttributes,
  ResourceId,
  Status,
  StatusCause,
  UserInfo,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './types.ts';
