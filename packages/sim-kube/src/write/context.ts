import type { Environment } from '../clock.ts';
import type { Registry } from '../registry.ts';
import type { Resource, ResourceVersion } from '../resource.ts';
import type { Store } from '../store.ts';
import type { AdmissionHook, UserInfo } from '../types.ts';
import type { FieldValidation } from './decode.ts';

/** What every verb works with. */
export interface Cluster {
  store: Store;
  registry: Registry;
  environment: Environment;
  admission: readonly AdmissionHook[];
  validatingAdmission: readonly AdmissionHook[];
}

/** What a request's path names. */
export interface Target {
  resource: Resource;
  version: ResourceVersion;
  namespace: string | undefined;
  name: string;
  /** '' for the object itself. */
  subresource: string;
}

/** Who asks, and how. `warnings` collects texts for the Warning header. */
export interface Caller {
  user: UserInfo;
  fieldManager: string;
  fieldValidation: FieldValidation;
  dryRun: boolean;
  warnings: string[];
}
