import { z } from 'zod';
import { meshGroups } from './keep.ts';
import { KubeError } from './kube-error.ts';
import type { KubeHttp } from './kube-http.ts';
import type { ServedKind } from './served-kind.ts';

const apiGroup = z.looseObject({
  versions: z.array(z.looseObject({ version: z.string() })),
  preferredVersion: z.looseObject({ version: z.string() }).optional(),
});
const resourceList = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()) })),
});

/** Every Istio and Gateway API kind the cluster serves, each at its group's preferred version or else the first that has it. */
export async function discoverMeshKinds(http: KubeHttp): Promise<ServedKind[]> {
  const groups = await Promise.all(meshGroups.map((group) => discoverGroup(http, group)));
  return groups.flat().sort((a, b) => a.kind.localeCompare(b.kind) || b.group.localeCompare(a.group));
}

async function discoverGroup(http: KubeHttp, group: string): Promise<ServedKind[]> {
  const found = await getOrNull(http, `/apis/${group}`);
  if (found === null) return [];
  const { versions, preferredVersion } = apiGroup.parse(found);
  const names = versions.map(({ version }) => version);
  const ordered =
    preferredVersion === undefined ? names : [preferredVersion.version, ...names.filter((name) => name !== preferredVersion.version)];
  const kinds = new Map<string, ServedKind>();
  for (const version of ordered) {
    const list = await getOrNull(http, `/apis/${group}/${version}`);
    if (list === null) continue;
    for (const { name, kind, namespaced, verbs } of resourceList.parse(list).resources) {
      const watchable = !name.includes('/') && verbs.includes('list') && verbs.includes('watch');
      if (watchable && !kinds.has(kind)) kinds.set(kind, { group, version, kind, plural: name, namespaced });
    }
  }
  return [...kinds.values()];
}

async function getOrNull(http: KubeHttp, path: string): Promise<unknown> {
  try {
    return (await http.request({ method: 'GET', path })).body;
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return null;
    throw error;
  }
}
