import { createHash } from 'node:crypto';
import type { Registry } from '../registry.ts';
import { apiVersionOf, findVersion, type Resource, type ResourceVersion } from '../resource.ts';
import type { JsonObject } from '../types.ts';

/** Review kinds are created and answered but never stored; discovery lists them all the same. */
export interface VirtualResource {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

export const virtualResources: VirtualResource[] = [
  { group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false },
  { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenreviews', kind: 'TokenReview', namespaced: false },
  { group: 'authorization.k8s.io', version: 'v1', plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false },
  { group: 'authorization.k8s.io', version: 'v1', plural: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', namespaced: false },
  { group: 'authorization.k8s.io', version: 'v1', plural: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
  { group: 'authorization.k8s.io', version: 'v1', plural: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', namespaced: true },
];

/** `/apis` */
export function apiGroupList(registry: Registry): JsonObject {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupNames(registry).map((group) => apiGroupBody(registry, group)) };
}

/** `/apis/<group>` */
export function apiGroup(registry: Registry, group: string): JsonObject | undefined {
  if (group === '' || !groupNames(registry).includes(group)) return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroupBody(registry, group) };
}

function apiGroupBody(registry: Registry, group: string): JsonObject {
  const versions = versionsOf(registry, group).map((version) => ({ groupVersion: apiVersionOf(group, version), version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

export function groupNames(registry: Registry): string[] {
  return [...new Set([...registry.groups(), ...virtualResources.map(({ group }) => group)])].filter((group) => group !== '');
}

export function versionsOf(registry: Registry, group: string): string[] {
  const stored = registry.versionsOf(group);
  return stored.length > 0 ? stored : [...new Set(virtualResources.filter((entry) => entry.group === group).map(({ version }) => version))];
}

/** `/apis/<group>/<version>` and `/api/v1` */
export function apiResourceList(registry: Registry, group: string, version: string): JsonObject | undefined {
  const served = servedIn(registry, group, version);
  const virtual = virtualResources.filter((entry) => entry.group === group && entry.version === version);
  if (served.length === 0 && virtual.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(group, version),
    resources: [
      ...served.flatMap(({ resource, resourceVersion }) => resourceEntries(resource, resourceVersion)),
      ...virtual.map(({ plural, kind, namespaced }) => ({
        name: plural,
        singularName: kind.toLowerCase(),
        namespaced,
        kind,
        verbs: ['create'],
      })),
    ],
  };
}

function servedIn(registry: Registry, group: string, version: string): { resource: Resource; resourceVersion: ResourceVersion }[] {
  return registry.inGroup(group).flatMap((resource) => {
    const resourceVersion = findVersion(resource, version);
    return resourceVersion ? [{ resource, resourceVersion }] : [];
  });
}

function resourceEntries(resource: Resource, version: ResourceVersion): JsonObject[] {
  const { plural, namespaced, kind } = resource;
  return [
    {
      name: plural,
      singularName: resource.singular,
      namespaced,
      kind,
      verbs: resource.verbs,
      ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
      ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
      ...(resource.custom ? { storageVersionHash: storageVersionHash(resource) } : {}),
    },
    ...subresourcesOf(version).map(({ name, verbs, responseKind }) => ({
      name: `${plural}/${name}`,
      singularName: '',
      namespaced,
      ...(responseKind ? { group: responseKind.group, version: responseKind.version } : {}),
      kind: responseKind?.kind ?? kind,
      verbs,
    })),
  ];
}

function subresourcesOf({
  subresources,
}: ResourceVersion): { name: string; verbs: string[]; responseKind?: { group: string; version: string; kind: string } }[] {
  return [
    ...(subresources.log ? [{ name: 'log', verbs: ['get'] }] : []),
    ...(subresources.scale
      ? [{ name: 'scale', verbs: ['get', 'patch', 'update'], responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } }]
      : []),
    ...(subresources.status ? [{ name: 'status', verbs: ['get', 'patch', 'update'] }] : []),
    ...(subresources.others ?? []).flatMap((name) => {
      const entry = otherSubresources[name];
      return entry ? [{ name, ...entry }] : [];
    }),
  ];
}

const otherSubresources: Record<string, { verbs: string[]; responseKind?: { group: string; version: string; kind: string } }> = {
  finalize: { verbs: ['update'] },
  binding: { verbs: ['create'], responseKind: { group: '', version: 'v1', kind: 'Binding' } },
  eviction: { verbs: ['create'], responseKind: { group: 'policy', version: 'v1', kind: 'Eviction' } },
  token: { verbs: ['create'], responseKind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' } },
};

/** apiserver pkg/endpoints/discovery StorageVersionHash: the first 8 bytes of sha256 of `group/version/kind`. */
function storageVersionHash({ group, storageVersion, kind }: Resource): string {
  return createHash('sha256').update(`${group}/${storageVersion}/${kind}`).digest().subarray(0, 8).toString('base64');
}

/** The aggregated form of `/api` and `/apis` (apidiscovery.k8s.io/v2), one request instead of one per group. */
export function aggregatedDiscovery(registry: Registry, groups: readonly string[]): JsonObject {
  const items = groups.map((group) => ({
    metadata: group === '' ? {} : { name: group },
    versions: versionsOf(registry, group).map((version) => ({
      version,
      resources: [
        ...servedIn(registry, group, version).map(({ resource, resourceVersion }) => aggregatedEntry(resource, resourceVersion)),
        ...virtualResources
          .filter((entry) => entry.group === group && entry.version === version)
          .map(({ plural, kind, namespaced }) => ({
            resource: plural,
            responseKind: { group, version, kind },
            scope: namespaced ? 'Namespaced' : 'Cluster',
            singularResource: kind.toLowerCase(),
            verbs: ['create'],
          })),
      ],
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function aggregatedEntry(resource: Resource, version: ResourceVersion): JsonObject {
  const responseKind = { group: resource.group, version: version.name, kind: resource.kind };
  const subresources = subresourcesOf(version).map((entry) => ({
    subresource: entry.name,
    responseKind: entry.responseKind ?? responseKind,
    verbs: entry.verbs,
  }));
  return {
    resource: resource.plural,
    responseKind,
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}
