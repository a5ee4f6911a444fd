import type { IncomingMessage } from 'node:http';
import { parseDocument } from 'yaml';
import { badRequest, failure } from '../status.ts';
import { duplicateKeys, jsonSyntaxError } from './json-text.ts';

/** The API server's own limit for a request body (3 MiB). */
const bodyLimit = 3 * 1024 * 1024;

export async function readBody(req: IncomingMessage): Promise<string> {
  return (await readBytes(req)).toString();
}

export async function readBytes(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > bodyLimit) throw failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export interface ParsedBody {
  value: unknown;
  /** One text per key that occurs twice in a map. */
  duplicates: string[];
}

export function parseJson(text: string, describe: (problem: string) => string): ParsedBody {
  try {
    return { value: JSON.parse(text), duplicates: duplicateKeys(text).map((path) => `duplicate field "${path}"`) };
  } catch {
    throw badRequest(describe(jsonSyntaxError(text)));
  }
}

/** Only the first document of a body counts. */
function firstDocument(text: string, uniqueKeys: boolean) {
  return parseDocument(text.split(/^---\s*$/m).find((part) => part.trim() !== '') ?? '', { version: '1.1', uniqueKeys, merge: true });
}

/** YAML 1.1, as sigs.k8s.io/yaml reads it: `y` and `on` are booleans. */
export function parseYaml(text: string, describe: (problem: string) => string): ParsedBody {
  const document = firstDocument(text, false);
  const error = document.errors[0];
  if (error) throw badRequest(describe(error.message.split('\n')[0] ?? error.message));
  const duplicates = firstDocument(text, true).errors.flatMap(({ code, linePos, pos }) => {
    const key = /^\s*([^\s:]+)/.exec(text.slice(pos[0]))?.[1] ?? '';
    return code === 'DUPLICATE_KEY' ? [`line ${linePos?.[0].line ?? 0}: key "${key}" already set in map`] : [];
  });
  return { value: document.toJS(), duplicates };
}
