import { deleteObject } from '../write/delete.ts';
import { send } from './encode.ts';
import { writeQuery } from './query.ts';
import { callerOf, type ResourceRequest, readObject } from './request.ts';

/** `POST …/pods/<name>/eviction`, as `kubectl drain` asks for it. There are no PodDisruptionBudgets, so nothing stands against it. */
export async function serveEviction(request: ResourceRequest): Promise<void> {
  await readObject(request);
  const caller = callerOf(request, writeQuery(request.query, 'CreateOptions', false));
  deleteObject(request.server.cluster, { ...request.target, subresource: '' }, caller, {});
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  send(request.res, 201, status, request.encoding, request.warnings);
}
