import type { Resource } from './resource.ts';

/** The resources that the server serves now. */
export class Registry {
  private readonly byGroup = new Map<string, Map<string, Resource>>();
  /** Counts changes, so that derived documents (OpenAPI) can be kept until something changes. */
  generation = 0;

  add(resource: Resource): void {
    let group = this.byGroup.get(resource.group);
    if (!group) {
      group = new Map();
      this.byGroup.set(resource.group, group);
    }
    group.set(resource.plural, resource);
    this.generation++;
  }

  remove(group: string, plural: string): void {
    const resources = this.byGroup.get(group);
    resources?.delete(plural);
    if (resources?.size === 0) this.byGroup.delete(group);
    this.generation++;
  }

  find(group: string, plural: string): Resource | undefined {
    return this.byGroup.get(group)?.get(plural);
  }

  inGroup(group: string): Resource[] {
    return [...(this.byGroup.get(group)?.values() ?? [])];
  }

  groups(): string[] {
    return [...this.byGroup.keys()];
  }

  all(): Resource[] {
    return [...this.byGroup.values()].flatMap((resources) => [...resources.values()]);
  }

  /** Versions of a group, stable ones first, newest first (apimachinery version.CompareKubeAwareVersionStrings). */
  versionsOf(group: string): string[] {
    const names = new Set(this.inGroup(group).flatMap((resource) => resource.versions.map((version) => version.name)));
    return [...names].sort(compareVersions);
  }
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)];
  for (let i = 0; i < 4; i++) {
    const difference = (right[i] ?? 0) - (left[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : 1;
}

function rank(version: string): number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return [0, 0, 0, 0];
  const stability = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1;
  return [1, stability, Number(match[1]), Number(match[3] ?? 0)];
}
