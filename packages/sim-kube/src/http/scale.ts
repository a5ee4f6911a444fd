import { toVersion } from '../convert.ts';
import { cloneJson, isObject, isString, numberAt, objectAt } from '../json.ts';
import { readPath } from '../jsonpath.ts';
import { type ScalePaths, storageName } from '../resource.ts';
import { badRequest, invalid, invalidValue, methodNotAllowed, notFound } from '../status.ts';
import { storageKey } from '../store.ts';
import type { JsonObject, KubeObject } from '../types.ts';
import { jsonPatch } from '../write/json-patch.ts';
import { mergePatch } from '../write/merge-patch.ts';
import { patchObject } from '../write/patch-object.ts';
import { send } from './encode.ts';
import { readPatch } from './patch-body.ts';
import { writeQuery } from './query.ts';
import { callerOf, type ResourceRequest, readObject } from './request.ts';

/** The `scale` subresource: an autoscaling/v1 Scale as a view of the object's replica counts. */
export async function serveScale(request: ResourceRequest, verb: string): Promise<void> {
  const { server, target } = request;
  const paths = target.version.subresources.scale;
  const object = server.cluster.store.get(storageName(target.resource), storageKey(target.namespace, target.name));
  if (!object || !paths) throw notFound(target.resource, target.name);
  if (verb === 'get') return send(request.res, 200, scaleOf(object, paths), request.encoding);
  const wanted = await wantedScale(request, verb, scaleOf(object, paths));
  const replicas = numberAt(wanted.body, 'spec', 'replicas') ?? 0;
  if (replicas < 0)
    throw invalid('Scale', 'autoscaling', target.name, [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')]);
  const body = { ...setPath(paths.specReplicasPath, replicas), metadata: versionGiven(wanted.body) };
  const caller = callerOf(request, wanted.options);
  const { object: scaled } = patchObject(server.cluster, target, caller, { kind: 'merge', body });
  send(request.res, 200, scaleOf(toVersion(scaled, target.resource, target.version), paths), request.encoding, request.warnings);
}

async function wantedScale(request: ResourceRequest, verb: string, current: JsonObject) {
  if (verb === 'update') {
    const options = writeQuery(request.query, 'UpdateOptions', false);
    const { value } = await readObject(request);
    if (!isObject(value)) throw badRequest('the object provided is unrecognized (must be of type Scale)');
    return { body: value, options };
  }
  if (verb !== 'patch') throw methodNotAllowed(request.target.resource, verb);
  const { patch, options } = await readPatch(request);
  const body = patch.kind === 'json' ? jsonPatch(current, patch.body) : mergePatch(current, patch.body);
  if (!isObject(body)) throw badRequest('the patched object is no Scale');
  return { body, options };
}

function scaleOf(object: KubeObject, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = paths.labelSelectorPath ? (readPath(object, paths.labelSelectorPath)[0] ?? labelsOf(object)) : undefined;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Zero is left out: the field is `omitempty` in autoscaling/v1.
    spec: readPath(object, paths.specReplicasPath)[0] ? { replicas: readPath(object, paths.specReplicasPath)[0] } : {},
    status: { replicas: readPath(object, paths.statusReplicasPath)[0] ?? 0, ...(isString(selector) ? { selector } : {}) },
  };
}

/** Deployments keep their selector in the spec; Scale shows it as text. */
function labelsOf(object: KubeObject): string | undefined {
  const labels = objectAt(object, 'spec', 'selector', 'matchLabels');
  return labels
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .sort()
        .join(',')
    : undefined;
}

function versionGiven(scale: JsonObject): JsonObject {
  const resourceVersion = objectAt(scale, 'metadata')?.resourceVersion;
  return isString(resourceVersion) && resourceVersion !== '' ? { resourceVersion } : {};
}

/** `.spec.replicas` and 3 make `{spec: {replicas: 3}}`. */
function setPath(path: string, value: unknown): JsonObject {
  const steps = path.split('.').filter((step) => step !== '');
  return steps.reduceRight<JsonObject>((inner, step, index) => ({ [step]: index === steps.length - 1 ? value : cloneJson(inner) }), {});
}
