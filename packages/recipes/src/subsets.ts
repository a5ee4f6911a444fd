import { expandHost, type Fields, fieldsOf, type KubeObject, textMapOf, textOf } from '@pidalio/istio';
import { fieldsList, sameJson } from './json.ts';
import { type Change, clusterDomain, freeName, ISTIO_API_VERSION, type SteeringInput } from './steering-input.ts';

/** What a weight can point at: a subset that exists, or one that would be created for a version that runs. */
export interface Target {
  subset: string;
  labels: Readonly<Record<string, string>>;
  exists: boolean;
  /** The one version whose pods the subset selects; '' when it is none or several. */
  version: string;
}

export function readTargets(input: SteeringInput): Target[] {
  const targets = existingSubsets(input);
  for (const { version } of input.versions) {
    if (version === '' || targets.some((target) => target.version === version)) continue;
    const subset = freeSubsetName(version, targets);
    targets.push({ subset, labels: { version }, exists: false, version });
  }
  return targets.sort((a, b) => compareNaturally(a.version || a.subset, b.version || b.subset));
}

function existingSubsets(input: SteeringInput): Target[] {
  const targets = new Map<string, Target>();
  for (const rule of ownDestinationRules(input))
    for (const subset of fieldsList(fieldsOf(rule.spec).subsets)) {
      const name = textOf(subset.name) ?? '';
      const labels = textMapOf(subset.labels);
      if (name !== '' && !targets.has(name))
        targets.set(name, { subset: name, labels, exists: true, version: selectedVersion(labels, input) });
    }
  return [...targets.values()];
}

function selectedVersion(labels: Readonly<Record<string, string>>, input: SteeringInput): string {
  const wanted = Object.entries(labels);
  if (wanted.length === 0) return '';
  const selected = new Set(
    input.versions.filter((candidate) => wanted.every(([key, value]) => candidate.labels[key] === value)).map(({ version }) => version),
  );
  const [only] = selected;
  return selected.size === 1 && only !== undefined ? only : '';
}

/** DestinationRules for the service's host, the one in its own namespace first. Those with a selector bind only some callers. */
function ownDestinationRules(input: SteeringInput): KubeObject[] {
  const own = input.objects.filter((object) => {
    const spec = fieldsOf(object.spec);
    if (object.kind !== 'DestinationRule' || 'workloadSelector' in spec) return false;
    const host = expandHost(textOf(spec.host) ?? '', object.metadata.namespace ?? '', clusterDomain(input));
    return host === input.service.host;
  });
  const home = (object: KubeObject) => (object.metadata.namespace === input.service.namespace ? 0 : 1);
  return own.sort((a, b) => home(a) - home(b));
}

/** The change that makes the named subsets exist; null when they all do. Minimal: one label, the version. */
export function ensureSubsets(input: SteeringInput, names: Iterable<string>): Change | null {
  const wanted = new Set(names);
  const missing = readTargets(input).filter((target) => !target.exists && wanted.has(target.subset));
  if (missing.length === 0) return null;
  const added: Fields[] = missing.map(({ subset, labels }) => ({ name: subset, labels }));
  const rules = ownDestinationRules(input);
  const holder = rules.find((rule) => fieldsList(fieldsOf(rule.spec).subsets).length > 0) ?? rules[0];
  if (!holder) {
    const { namespace, name } = input.service;
    return {
      action: 'create',
      object: {
        apiVersion: ISTIO_API_VERSION,
        kind: 'DestinationRule',
        metadata: { name: freeName(input, 'DestinationRule'), namespace },
        spec: { host: name, subsets: added },
      },
    };
  }
  const spec = fieldsOf(holder.spec);
  const subsets = [...(Array.isArray(spec.subsets) ? spec.subsets : []), ...added];
  return { action: 'update', object: { ...holder, spec: { ...spec, subsets } } };
}

/** Subset names are DNS labels; a version like `1.2` becomes `1-2`. A name that is taken by other labels gets a number. */
function freeSubsetName(version: string, targets: readonly Target[]): string {
  const base =
    version
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'version';
  const taken = (name: string) => targets.some((target) => target.subset === name && !sameJson(target.labels, { version }));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? base : `${base}-${number}`;
    if (!taken(candidate)) return candidate;
  }
}

/** v2 before v10. */
function compareNaturally(a: string, b: string): number {
  const parts = (text: string) => text.split(/(\d+)/);
  const left = parts(a);
  const right = parts(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const x = left[index] ?? '';
    const y = right[index] ?? '';
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    return Number.isNaN(difference) || index % 2 === 0 ? (x < y ? -1 : 1) : difference;
  }
  return 0;
}
