import type { Patch, PatchKind } from '../write/patch-object.ts';
import { parseJson, parseYaml, readBody } from './body.ts';
import { type WriteQuery, writeQuery } from './query.ts';
import { mediaType, type ResourceRequest, unsupportedMedia } from './request.ts';

const kinds: Record<string, PatchKind> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** The patch in a request's body; its kind is told by Content-Type. Custom resources have no strategic merge. */
export async function readPatch({ req, query, target }: ResourceRequest): Promise<{ patch: Patch; options: WriteQuery }> {
  const kind = kinds[mediaType(req)];
  if (!kind || (kind === 'strategic' && target.resource.custom))
    throw unsupportedMedia(Object.keys(kinds).filter((type) => kinds[type] !== 'strategic' || !target.resource.custom));
  const options = writeQuery(query, 'PatchOptions', kind === 'apply');
  const text = await readBody(req);
  const { value, duplicates } =
    kind === 'apply'
      ? parseYaml(text, (problem) => `error decoding YAML: ${problem}`)
      : parseJson(text, (problem) => (kind === 'json' ? problem : `error decoding patch: ${problem}`));
  return { patch: { kind, body: value, duplicates, force: options.force === true }, options };
}
