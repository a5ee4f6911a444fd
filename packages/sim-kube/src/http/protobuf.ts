import { badRequest } from '../status.ts';
import type { JsonObject } from '../types.ts';
import { type MessageFields, messageTypes } from './protobuf-types.ts';

/** Bodies of `application/vnd.kubernetes.protobuf` start with this, then comes a runtime.Unknown message. */
const magic = Buffer.from('k8s\0');

export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

/** Reads a body of one of the kinds that kubectl creates through its typed clients. */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, magic.length).equals(magic))
    throw badRequest('the object provided is unrecognized: not a Kubernetes protobuf message');
  const unknown = decodeMessage(body.subarray(magic.length), 'Unknown');
  const { apiVersion, kind } = typeMetaOf(unknown);
  const raw = unknown.raw;
  if (!(kind in messageTypes) || !Buffer.isBuffer(raw))
    throw badRequest(`protobuf bodies of kind ${JSON.stringify(kind)} are not supported`);
  return { apiVersion, kind, ...encodeBytes(decodeMessage(raw, kind)) };
}

function typeMetaOf({ typeMeta }: JsonObject): { apiVersion: string; kind: string } {
  const meta = typeof typeMeta === 'object' && typeMeta !== null ? typeMeta : {};
  return { apiVersion: 'apiVersion' in meta ? String(meta.apiVersion) : '', kind: 'kind' in meta ? String(meta.kind) : '' };
}

function decodeMessage(bytes: Buffer, type: string): JsonObject {
  const fields: MessageFields = messageTypes[type] ?? {};
  const result: JsonObject = {};
  const reader = new Reader(bytes);
  while (!reader.atEnd) {
    const tag = reader.varint();
    const value = reader.value(tag & 7);
    const field = fields[tag >> 3];
    if (!field) continue;
    const [name, form] = field;
    store(result, name, form, value);
  }
  return result;
}

function store(result: JsonObject, name: string, form: string, value: number | Buffer): void {
  const list = /^\[(.*)\]$/.exec(form);
  const map = /^\{(.*)\}$/.exec(form);
  if (list) {
    const items = result[name];
    result[name] = [...(Array.isArray(items) ? items : []), convert(value, list[1] ?? '')];
  } else if (map) {
    const entry = decodeEntry(value, map[1] ?? '');
    const before = result[name];
    result[name] = { ...(typeof before === 'object' ? before : {}), [entry.key]: entry.value };
  } else {
    const omitsZero = form.endsWith('~');
    const converted = convert(value, omitsZero ? form.slice(0, -1) : form);
    if (omitsZero && (converted === 0 || converted === false)) return;
    // proto2 writers send empty strings and messages for what was never set.
    const isEmpty =
      converted === '' || (typeof converted === 'object' && !Buffer.isBuffer(converted) && Object.keys(converted ?? {}).length === 0);
    if (!isEmpty) result[name] = converted;
  }
}

function decodeEntry(value: number | Buffer, form: string): { key: string; value: unknown } {
  const reader = new Reader(Buffer.isBuffer(value) ? value : Buffer.alloc(0));
  let key = '';
  let found: unknown = form === 'string' ? '' : undefined;
  while (!reader.atEnd) {
    const tag = reader.varint();
    const part = reader.value(tag & 7);
    if (tag >> 3 === 1) key = String(convert(part, 'string'));
    else found = convert(part, form);
  }
  return { key, value: found };
}

function convert(value: number | Buffer, form: string): unknown {
  if (form === 'bool') return value !== 0;
  if (!Buffer.isBuffer(value)) return value;
  if (form === 'string') return value.toString();
  if (form === 'bytes') return value;
  const message = decodeMessage(value, form);
  if (form === 'IntOrString') return message.type === 1 ? (message.strVal ?? '') : (message.intVal ?? 0);
  return message;
}

/** Bytes are base64 in JSON. */
function encodeBytes(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    if (Buffer.isBuffer(entry)) result[key] = entry.toString('base64');
    else if (Array.isArray(entry) || typeof entry !== 'object' || entry === null) result[key] = entry;
    else result[key] = encodeBytes({ ...entry });
  }
  return result;
}

class Reader {
  private readonly bytes: Buffer;
  private position = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  varint(): number {
    let result = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw badRequest('unexpected end of a protobuf message');
      result += (byte & 127) * factor;
      if (byte < 128) return result;
      factor *= 128;
    }
  }

  value(wireType: number): number | Buffer {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.take(8);
      case 2:
        return this.take(this.varint());
      case 5:
        return this.take(4);
      default:
        throw badRequest(`unknown protobuf wire type ${wireType}`);
    }
  }

  private take(length: number): Buffer {
    const end = this.position + length;
    if (end > this.bytes.length) throw badRequest('unexpected end of a protobuf message');
    const part = this.bytes.subarray(this.position, end);
    this.position = end;
    return part;
  }
}
