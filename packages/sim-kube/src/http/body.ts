import type { IncomingMessage } from 'node:http';
import { parseDocument } from 'yaml';
import { badRequest, failure } from '../status.ts';
import { duplicateKeys, jsonSyntaxError } from './json-text.ts';

/** The API server's own limit for a request body (3 MiB). */
const bodyLimit = 3 * 1024 * 1024;

export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > bodyLimit) throw failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export interface ParsedBody {
  value: unknown;
  duplicates: string[];
}

export function parseJson(text: string, describe: (problem: string) => string): ParsedBody {
  try {
    return { value: JSON.parse(text), duplicates: duplicateKeys(text) };
  } catch {
    throw badRequest(describe(jsonSyntaxError(text)));
  }
}

/** YAML 1.1, as sigs.k8s.io/yaml reads it: `y` and `on` are booleans. */
export function parseYaml(text: string, describe: (problem: string) => string): ParsedBody {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, merge: true });
  const error = document.errors[0];
  if (error) throw badRequest(describe(error.message.split('\n')[0] ?? error.message));
  const duplicates: string[] = [];
  const strict = parseDocument(text, { version: '1.1' });
  for (const { code, linePos } of strict.errors) if (code === 'DUPLICATE_KEY') duplicates.push(`line ${linePos?.[0].line ?? 0}`);
  return { value: document.toJS(), duplicates };
}
