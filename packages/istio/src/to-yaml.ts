import { stringify } from 'yaml';
import type { KubeObject, ObjectMeta } from './object.ts';
import { type Fields, isFields } from './read.ts';

/**
 * An object as YAML in the order people write it in, whatever order the cluster keeps: the names first, then what it applies to, then what
 * it does. Editor, diff and line links all use this, so that a diff shows only what changes. What the API server keeps to itself
 * (uid, resourceVersion, generation, times, managedFields, status) and kubectl's copy of the object are left out: nobody writes them.
 */
export function toYaml(object: KubeObject): string {
  const { metadata, status: _, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(withoutLastApplied(metadata)).filter(([key]) => !SERVER_OWNED.has(key)));
  return stringify(inOrder({ ...rest, metadata: kept }, ''), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** In this annotation kubectl keeps a second copy of the object it applied last. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function withoutLastApplied(metadata: ObjectMeta): Fields {
  if (metadata.annotations?.[LAST_APPLIED] === undefined) return metadata;
  const { annotations, ...rest } = metadata;
  const { [LAST_APPLIED]: _, ...others } = annotations;
  return Object.keys(others).length === 0 ? rest : { ...rest, annotations: others };
}

const SERVER_OWNED: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
]);

/** Fields in their usual order, wherever they stand in an object; others follow by alphabet. User-chosen keys (labels) are only sorted. */
const ORDER: readonly string[] = [
  'apiVersion',
  'kind',
  'name',
  'namespace',
  'metadata',
  'labels',
  'annotations',
  'spec',
  // What it applies to.
  'gatewayClassName',
  'parentRefs',
  'selector',
  'workloadSelector',
  'targetRef',
  'targetRefs',
  'hosts',
  'hostnames',
  'host',
  'addresses',
  'gateways',
  'exportTo',
  'location',
  'resolution',
  'listeners',
  'servers',
  'ports',
  'port',
  'action',
  'rules',
  'from',
  'to',
  'when',
  // A rule: what it matches, what it does, then how.
  'match',
  'matches',
  'uri',
  'path',
  'method',
  'headers',
  'queryParams',
  'fault',
  'delay',
  'abort',
  'delegate',
  'redirect',
  'directResponse',
  'rewrite',
  'filters',
  'route',
  'backendRefs',
  'destination',
  'subset',
  'weight',
  'mirror',
  'mirrors',
  'mirrorPercentage',
  'timeout',
  'timeouts',
  'retries',
  'trafficPolicy',
  'subsets',
  'type',
  'percentage',
  'value',
  'number',
  'protocol',
];
const RANK: ReadonlyMap<string, number> = new Map(ORDER.map((key, index) => [key, index]));
const FREE_KEYS: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'tagOverrides',
  'headers',
  'queryParams',
  'withoutHeaders',
]);

function inOrder(value: unknown, parent: string): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, parent));
  return isFields(value) ? sorted(value, parent) : value;
}

function sorted(fields: Fields, parent: string): Fields {
  const rank = (key: string): number => (FREE_KEYS.has(parent) ? 0 : (RANK.get(key) ?? ORDER.length));
  const keys = Object.keys(fields).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(keys.filter((key) => fields[key] !== undefined).map((key) => [key, inOrder(fields[key], key)]));
}
