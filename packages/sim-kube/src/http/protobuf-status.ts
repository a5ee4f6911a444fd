import type { Status } from '../types.ts';

/** A Status as `application/vnd.kubernetes.protobuf`: the magic bytes, then runtime.Unknown around it (meta/v1 generated.proto). */
export function encodeStatus({ status, message = '', reason = '', details, code = 0 }: Status): Buffer {
  const causes = (details?.causes ?? []).map((cause) =>
    field(4, [field(1, cause.reason ?? ''), field(2, cause.message ?? ''), field(3, cause.field ?? '')]),
  );
  const shown = details && [
    field(1, details.name ?? ''),
    field(2, details.group ?? ''),
    field(3, details.kind ?? ''),
    ...causes,
    varintField(5, details.retryAfterSeconds ?? 0),
    field(6, details.uid ?? ''),
  ];
  const raw = Buffer.concat([
    field(1, []),
    field(2, status),
    field(3, message),
    field(4, reason),
    ...(shown ? [field(5, shown)] : []),
    varintField(6, code),
  ]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, [field(1, 'v1'), field(2, 'Status')]), field(2, [raw]), field(3, ''), field(4, '')]);
}

function field(number: number, content: string | Buffer[]): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.concat(content);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
