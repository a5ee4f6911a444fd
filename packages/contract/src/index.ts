import { getChanges, postApply, postPlan } from './changes.ts';
import { getConfigList, getConfigObject, getConfigSchemas } from './config.ts';
import { getExplainExample, getExplainSubjects, postExplain, postReadRequest } from './explain.ts';
import { getMesh } from './mesh.ts';
import { getService, getServices } from './services.ts';
import { getSteering, getTraffic, getWatch } from './steering.ts';
import { getElementCharts, getTopology } from './topology.ts';

export * from './changes.ts';
export { ApiError, createClient } from './client.ts';
export * from './config.ts';
export { type Endpoint, endpoint } from './endpoint.ts';
export * from './explain.ts';
export * from './mesh.ts';
export * from './numbers.ts';
export { openApi } from './open-api.ts';
export * from './services.ts';
export * from './steering.ts';
export * from './topology.ts';

/** Every endpoint of the HTTP API. */
export const endpoints = {
  getMesh,
  getTopology,
  getElementCharts,
  getServices,
  getService,
  getSteering,
  getWatch,
  getTraffic,
  getConfigList,
  getConfigSchemas,
  getConfigObject,
  postPlan,
  postApply,
  getChanges,
  postExplain,
  postReadRequest,
  getExplainSubjects,
  getExplainExample,
};
