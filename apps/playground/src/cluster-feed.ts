import type { KubeObject } from '@pidalio/istio';
import type { KubeClient, ResourceId, WatchEvent } from '@pidalio/sim-kube';

export interface ClusterFeed {
  objects(resource: ResourceId): KubeObject[];
  stop(): void;
}

/**
 * Keeps the objects of these resources as they are now. `onChange` hears which resources changed, once for all that changed
 * within `settleMs`, as istiod gathers changes before it pushes.
 */
export async function startClusterFeed(
  client: KubeClient,
  resources: readonly ResourceId[],
  settleMs: number,
  onChange: (changed: ReadonlySet<ResourceId>) => void,
): Promise<ClusterFeed> {
  const changed = new Set<ResourceId>();
  let timer: NodeJS.Timeout | undefined;
  const report = (resource: ResourceId) => {
    changed.add(resource);
    timer ??= setTimeout(() => {
      timer = undefined;
      const batch = new Set(changed);
      changed.clear();
      onChange(batch);
    }, settleMs);
  };
  const mirrors = new Map<ResourceId, ResourceMirror>();
  for (const resource of resources) {
    const mirror = new ResourceMirror(client, resource, () => report(resource));
    await mirror.start();
    mirrors.set(resource, mirror);
  }
  return {
    objects: (resource) => mirrors.get(resource)?.objects() ?? [],
    stop: () => {
      clearTimeout(timer);
      for (const mirror of mirrors.values()) mirror.stop();
    },
  };
}

/** A list, and the watch that keeps it current. */
class ResourceMirror {
  readonly #client: KubeClient;
  readonly #resource: ResourceId;
  readonly #onChange: () => void;
  readonly #objects = new Map<string, KubeObject>();
  #stopWatch: () => void = () => {};

  constructor(client: KubeClient, resource: ResourceId, onChange: () => void) {
    this.#client = client;
    this.#resource = resource;
    this.#onChange = onChange;
  }

  async start(): Promise<void> {
    const { items, resourceVersion } = await this.#client.list(this.#resource);
    this.#objects.clear();
    for (const item of items) this.#objects.set(keyOf(item), item);
    this.#stopWatch = this.#client.watch(this.#resource, { resourceVersion }, (event) => this.#take(event));
  }

  stop(): void {
    this.#stopWatch();
  }

  objects(): KubeObject[] {
    return [...this.#objects.values()];
  }

  #take({ type, object }: WatchEvent): void {
    if (type === 'BOOKMARK') return;
    if (type === 'ERROR') {
      // The revision was compacted away: only a new list tells what is there.
      this.#stopWatch();
      void this.start().then(this.#onChange);
      return;
    }
    if (type === 'DELETED') this.#objects.delete(keyOf(object));
    else this.#objects.set(keyOf(object), object);
    this.#onChange();
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
