import { objectAt } from '../json.ts';
import { deleteObject } from '../write/delete.ts';
import { readDeleteOptions } from './delete-options.ts';
import { send } from './encode.ts';
import { writeQuery } from './query.ts';
import { callerOf, type ResourceRequest, readObject } from './request.ts';

/** `POST …/pods/<name>/eviction`, as `kubectl drain` asks for it. There are no PodDisruptionBudgets, so nothing stands against it. */
export async function serveEviction(request: ResourceRequest): Promise<void> {
  const { value } = await readObject(request);
  const options = readDeleteOptions(objectAt(value, 'deleteOptions') ?? {});
  const caller = callerOf(request, writeQuery(request.query, 'CreateOptions', false));
  if (options.dryRun) caller.dryRun = true;
  deleteObject(request.server.cluster, { ...request.target, subresource: '' }, caller, options);
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  send(request.res, 201, status, request.encoding, request.warnings);
}
