import type { ServerResponse } from 'node:http';
import { Document, visit } from 'yaml';
import { sortKeys } from '../json.ts';
import type { KubeStatusError } from '../status.ts';
import type { JsonObject } from '../types.ts';
import type { Encoding } from './accept.ts';
import { asGoYaml } from './go-yaml.ts';
import { encodeStatus } from './protobuf-status.ts';

const texts = new WeakMap<object, string>();

/** JSON of an object that never changes again (a stored object or a view of one); made once for all readers. */
export function encodeShared(object: object): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    texts.set(object, text);
  }
  return text;
}

export function send(res: ServerResponse, code: number, body: JsonObject, encoding: Encoding, warnings: readonly string[] = []): void {
  if (res.headersSent || res.destroyed) return;
  const text =
    encoding.mediaType === 'application/yaml'
      ? toYaml(body)
      : encoding.pretty
        ? `${JSON.stringify(body, null, 2)}\n`
        : `${encodeBody(body)}\n`;
  addWarnings(res, warnings);
  res.writeHead(code, {
    'content-type': encoding.mediaType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
  });
  res.end(text);
}

/** A list is put together from the texts of its items, which are mostly known already. */
function encodeBody(body: JsonObject): string {
  if (!Array.isArray(body.items) || body.kind === 'Table') return JSON.stringify(body);
  const { items, ...rest } = body;
  const list = (Array.isArray(items) ? items : []).map((item: unknown) =>
    typeof item === 'object' && item !== null ? encodeShared(item) : JSON.stringify(item),
  );
  return `${JSON.stringify({ ...rest }).slice(0, -1)},"items":[${list.join(',')}]}`;
}

/** As Go's YAML writer does it: text that could be read as something else in double quotes, other unsafe text in single ones. */
function toYaml(body: JsonObject): string {
  const document = new Document(sortKeys(body), { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string') node.type = isAmbiguous(node.value) ? 'QUOTE_DOUBLE' : 'PLAIN';
    },
  });
  return asGoYaml(document.toString({ indentSeq: false, lineWidth: 0, singleQuote: true }));
}

/** Text that YAML 1.1 would read as a time, number, null or boolean (go-yaml resolve.go). */
function isAmbiguous(text: string): boolean {
  return (
    /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|)$/i.test(text) ||
    /^\d{4}-\d\d?-\d\d?(?:$|[Tt\s].*)/.test(text) ||
    /^[-+]?(?:\.\d+|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?$/.test(text) ||
    /^[-+]?(?:0x[\da-f_]+|0b[01_]+|0o[0-7_]+)$/i.test(text) ||
    /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text) ||
    /^[-+]?\.(?:inf|nan)$/i.test(text)
  );
}

export function sendError(res: ServerResponse, error: KubeStatusError, encoding: Encoding, warnings: readonly string[] = []): void {
  const { status } = error;
  if (status.details?.retryAfterSeconds !== undefined && !res.headersSent)
    res.setHeader('retry-after', String(status.details.retryAfterSeconds));
  send(res, status.code ?? 500, { ...status }, encoding, warnings);
}

/** The same for a client that reads nothing else. */
export function sendProtobufError(res: ServerResponse, { status }: KubeStatusError): void {
  if (res.headersSent || res.destroyed) return;
  const bytes = encodeStatus(status);
  res.writeHead(status.code ?? 500, { 'content-type': 'application/vnd.kubernetes.protobuf', 'content-length': bytes.length });
  res.end(bytes);
}

export function sendText(res: ServerResponse, code: number, text: string): void {
  res.writeHead(code, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
  });
  res.end(text);
}

/** RFC 7234 warnings with code 299, as kubectl prints them. Each text once. */
export function addWarnings(res: ServerResponse, warnings: readonly string[]): void {
  const values = [...new Set(warnings)].map((text) => `299 - ${quoted(text)}`);
  if (values.length > 0) res.setHeader('warning', values);
}

export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
