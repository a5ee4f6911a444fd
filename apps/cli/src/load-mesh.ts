import { type CatalogOptions, fieldsOf, type KubeObject, listOf, meshConfigOptions, textMapOf, textOf } from '@pidalio/istio';
import { buildMesh, type Mesh } from '@pidalio/routing';
import { parse } from 'yaml';
import type { Terminal } from './command.ts';
import { readCluster } from './read-cluster.ts';
import { readFiles, type Source } from './read-files.ts';

/** Where the objects come from, as every command that looks at a mesh takes it. */
export const meshOptions = {
  filename: { type: 'string', short: 'f', multiple: true },
  namespace: { type: 'string', short: 'n' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  'istio-namespace': { type: 'string' },
  'istio-version': { type: 'string' },
} as const;

export const meshHelp = `Where the objects come from:
  -f, --filename FILE|DIR     YAML or JSON; a folder with everything below it; - for the standard input.
                              Repeat for more. With it, no cluster is asked.
  -n, --namespace NAME        for objects in files that name none, and --from without one (default)
      --kubeconfig FILE       without -f: the cluster of this kubeconfig, or of the one kubectl would use
      --context NAME          the context in it
      --istio-namespace NAME  where Istio runs (istio-system)
      --istio-version X.Y     whose behaviour to follow; by default that of istiod's image, else 1.28`;

export interface MeshOptions {
  filename?: string[] | undefined;
  namespace?: string | undefined;
  kubeconfig?: string | undefined;
  context?: string | undefined;
  'istio-namespace'?: string | undefined;
  'istio-version'?: string | undefined;
}

export interface LoadedMesh {
  mesh: Mesh;
  sources: ReadonlyMap<KubeObject, Source>;
}

export async function loadMesh(options: MeshOptions, terminal: Terminal): Promise<LoadedMesh> {
  const istioNamespace = options['istio-namespace'] ?? 'istio-system';
  const places = options.filename ?? [];
  if (places.length === 0) {
    const objects = await readCluster(options.kubeconfig, options.context, istioNamespace);
    return { mesh: meshOf(objects, istioNamespace, options['istio-version']), sources: new Map() };
  }
  const { objects, sources, notes } = await readFiles(places, options.namespace ?? 'default', terminal.readStdin);
  for (const note of notes) terminal.err(`note: ${note}\n`);
  return { mesh: meshOf(objects, istioNamespace, options['istio-version']), sources };
}

function meshOf(objects: readonly KubeObject[], istioNamespace: string, version: string | undefined): Mesh {
  const inIstio = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === istioNamespace);
  const config = fieldsOf(parseText(textMapOf(inIstio('ConfigMap', 'istio')?.data).mesh ?? ''));
  const clusterDomain = textOf(config.clusterDomain);
  const istioVersion = version ?? versionOf(inIstio('Deployment', 'istiod'));
  const options: Partial<CatalogOptions> = {
    rootNamespace: istioNamespace,
    ...(clusterDomain === undefined ? {} : { clusterDomain }),
    ...(istioVersion === undefined ? {} : { istioVersion }),
    ...meshConfigOptions(config),
  };
  return buildMesh(objects, options);
}

/** `docker.io/istio/pilot:1.28.0-distroless` → `1.28.0`. */
function versionOf(istiod: KubeObject | undefined): string | undefined {
  const containers = listOf(fieldsOf(fieldsOf(fieldsOf(istiod?.spec).template).spec).containers).map(fieldsOf);
  const image = textOf(containers.find(({ name }) => name === 'discovery')?.image);
  return /:v?(\d+\.\d+(?:\.\d+)?)/.exec(image ?? '')?.[1];
}

/** A ConfigMap that someone broke leaves Istio with its defaults. */
function parseText(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
