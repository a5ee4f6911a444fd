import { findObject, type KubeObject, type ObjectRef, yamlOffset } from '@pidalio/istio';
import type { Mesh, Stop } from '@pidalio/routing';
import type { Source } from './read-files.ts';

export interface Place {
  /** `file:line`, or `VirtualService default/reviews spec.http[0]` for objects of a cluster. */
  text: string;
  file?: string;
  line?: number;
}

/** Where the field that decided stands. */
export function placeOfStop(
  mesh: Mesh,
  sources: ReadonlyMap<KubeObject, Source>,
  { ref, path = '' }: Pick<Stop, 'ref' | 'path'>,
): Place | undefined {
  if (ref === undefined) return undefined;
  const source = sources.get(objectOf(mesh, ref) ?? NOTHING);
  if (source === undefined) return { text: `${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name} ${path}`.trim() };
  const { file, document, lines, at } = source;
  const { line } = lines.linePos(yamlOffset(document.contents, [at, path].filter((part) => part !== '').join('.')));
  return { text: `${file}:${line}`, file, line };
}

const NOTHING: KubeObject = { apiVersion: '', kind: '', metadata: { name: '' } };

/** Of two kinds of one name the one that holds such an object; Istio's first. */
function objectOf({ catalog }: Mesh, { kind, namespace, name }: ObjectRef): KubeObject | undefined {
  const keys = [...catalog.stores.keys()].filter((key) => key.endsWith(`/${kind}`));
  const inOrder = keys.sort((a, b) => Number(b.includes('istio.io')) - Number(a.includes('istio.io')));
  return inOrder.map((key) => findObject(catalog, key, namespace, name)).find((object) => object !== undefined);
}
