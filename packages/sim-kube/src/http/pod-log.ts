import { listAt, stringAt } from '../json.ts';
import { storageName } from '../resource.ts';
import { badRequest, type FieldError, forbiddenValue, invalid, invalidValue, notFound } from '../status.ts';
import { storageKey } from '../store.ts';
import type { KubeObject, PodLogOptions } from '../types.ts';
import { parseBoolean, parseInteger } from './query.ts';
import type { ResourceRequest } from './request.ts';

/** `GET …/pods/<name>/log`: text lines from the `podLogs` hook; nothing where there is no hook. */
export async function serveLog(request: ResourceRequest): Promise<void> {
  const { server, target, res } = request;
  const pod = server.cluster.store.get(storageName(target.resource), storageKey(target.namespace, target.name));
  if (!pod) throw notFound(target.resource, target.name);
  const options = logOptions(request, pod);
  if (parseBoolean(request.query.get('previous')))
    throw badRequest(`previous terminated container "${options.container}" in pod "${target.name}" not found`);
  const lines = server.podLogs?.(pod, options) ?? [];
  res.writeHead(200, { 'content-type': 'text/plain' });
  res.flushHeaders();
  const closed = new Promise<'closed'>((resolve) => res.on('close', () => resolve('closed')));
  const end = () => res.end();
  server.open.add(end);
  const iterator = Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
  try {
    for (;;) {
      const next = await Promise.race([Promise.resolve(iterator.next()), closed]);
      if (next === 'closed' || next.done) break;
      res.write(`${next.value}\n`);
    }
  } finally {
    server.open.delete(end);
    // Not awaited: a generator that waits for its next line can only return once that line has come.
    void iterator.return?.();
    res.end();
  }
}

function logOptions({ query, server, target }: ResourceRequest, pod: KubeObject): PodLogOptions {
  const tailLines = parseInteger(query.get('tailLines'));
  const sinceSeconds = parseInteger(query.get('sinceSeconds'));
  checkLogOptions(query, tailLines, sinceSeconds);
  const sinceTime =
    query.get('sinceTime') ??
    (sinceSeconds === undefined ? undefined : new Date(server.cluster.environment.now() - sinceSeconds * 1000).toISOString());
  return {
    container: containerOf(pod, query.get('container') ?? '', target.name),
    follow: parseBoolean(query.get('follow')) === true,
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
    ...(parseBoolean(query.get('timestamps')) ? { timestamps: true } : {}),
  };
}

/** kubernetes pkg/apis/core/validation ValidatePodLogOptions. */
function checkLogOptions(query: URLSearchParams, tailLines: number | undefined, sinceSeconds: number | undefined): void {
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) errors.push(invalidValue('tailLines', tailLines, 'must be greater than or equal to 0'));
  const sinceTime = query.get('sinceTime');
  if (sinceTime !== null && sinceSeconds !== undefined)
    errors.push(forbiddenValue('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(invalidValue('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  else if (sinceTime !== null && Number.isNaN(Date.parse(sinceTime)))
    throw badRequest(`parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse`);
  if (errors.length > 0) throw invalid('PodLogOptions', '', '', errors);
}

/** The container asked for, or the only one (core pod strategy validateContainer). */
function containerOf(pod: KubeObject, asked: string, name: string): string {
  const containers = listAt(pod, 'spec', 'containers').flatMap((container) => stringAt(container, 'name') ?? []);
  const init = listAt(pod, 'spec', 'initContainers').flatMap((container) => stringAt(container, 'name') ?? []);
  if (asked !== '') {
    if (!containers.includes(asked) && !init.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
    return asked;
  }
  const [first] = containers;
  if (first === undefined || containers.length + init.length > 1) {
    const ofInit = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${ofInit}`);
  }
  return first;
}
