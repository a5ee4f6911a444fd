import type { ServerResponse } from 'node:http';
import { groupVersions, isServed, openApiDocument, openApiIndex, swaggerDocument } from '../openapi.ts';
import type { Registry } from '../registry.ts';

/** Documents by path, until the registry changes: they are large and clients ask for them often. */
interface Kept {
  generation: number;
  texts: Map<string, string>;
}

const kept = new WeakMap<Registry, Kept>();

/** Answers `/openapi/…`; false when there is no such document. */
export function serveOpenApi(registry: Registry, res: ServerResponse, path: string): boolean {
  let documents = kept.get(registry);
  if (!documents || documents.generation !== registry.generation) {
    documents = { generation: registry.generation, texts: new Map() };
    kept.set(registry, documents);
  }
  let text = documents.texts.get(path);
  if (text === undefined) {
    const document = documentAt(registry, path);
    if (!document) return false;
    text = JSON.stringify(document);
    documents.texts.set(path, text);
  }
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
  return true;
}

function documentAt(registry: Registry, path: string): Record<string, unknown> | undefined {
  if (path === '/openapi/v2') return swaggerDocument(registry);
  if (path === '/openapi/v3') return openApiIndex(groupVersions(registry), registry.generation);
  const match = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path);
  if (!match) return undefined;
  const [, group = '', version = ''] = match;
  return isServed(registry, group, version) ? openApiDocument(registry, group, version) : undefined;
}
