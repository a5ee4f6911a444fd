import { parseFloatText } from '../format-float.ts';

const unitMs: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** `1h30m`, largest unit first (prometheus/common model.ParseDuration). */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/.exec(text);
  if (match === null || text === '') return undefined;
  let total = 0;
  for (const part of match.slice(1)) {
    const split = /^(\d+)(\D+)$/.exec(part ?? '');
    if (split !== null) total += Number(split[1]) * (unitMs[split[2] ?? ''] ?? 0);
  }
  return total;
}

/** A number, or a duration in seconds: PromQL takes either where it takes the other. */
export function parseNumber(text: string): number | undefined {
  const plain = text.replace(/(?<=\w)_(?=\w)/g, '');
  const duration = parseDurationMs(plain);
  return duration === undefined ? parseFloatText(plain) : duration / 1000;
}

const simpleEscapes: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34 };

/** The text of a quoted string, with the escapes of Go; undefined where it is not closed or an escape is unknown. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return undefined;
  const body = literal.slice(1, -1);
  if (quote === '`') return body;
  if (/[^\\](\\\\)*\\$/.test(` ${body}`) || body.includes('\n')) return undefined;
  if (!body.includes('\\')) return body;
  return decodeEscapes(body);
}

const encoder = new TextEncoder();
const escapePattern = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[\s\S])/g;

/** `\x` and octal escapes are bytes, so the text is put together as UTF-8. */
function decodeEscapes(body: string): string | undefined {
  const bytes: number[] = [];
  let at = 0;
  for (const match of body.matchAll(escapePattern)) {
    const escaped = escapedBytes(match);
    if (escaped === undefined) return undefined;
    bytes.push(...encoder.encode(body.slice(at, match.index)), ...escaped);
    at = match.index + match[0].length;
  }
  bytes.push(...encoder.encode(body.slice(at)));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function escapedBytes([, simple, hex, octal, short, long]: RegExpMatchArray): Iterable<number> | undefined {
  if (simple !== undefined) return [simpleEscapes[simple] ?? 0];
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  if (octal !== undefined) return Number.parseInt(octal, 8) <= 0xff ? [Number.parseInt(octal, 8)] : undefined;
  const point = Number.parseInt(short ?? long ?? '', 16);
  return point <= 0x10ffff ? encoder.encode(String.fromCodePoint(point)) : undefined;
}
