const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Text of base64url (padding may be left out, as in tokens); undefined if it is none. */
export function decodeBase64Url(padded: string): string | undefined {
  const text = padded.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const letters = `${ALPHABET}-_`;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text) {
    bits = (bits << 6) | letters.indexOf(char);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff);
    bits &= (1 << held) - 1;
  }
  return fromUtf8(bytes);
}

export function encodeBase64(text: string): string {
  const letters = `${ALPHABET}+/`;
  const bytes = toUtf8(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const four = [18, 12, 6, 0].map((shift) => letters[(bits >> shift) & 63]);
    encoded += b === undefined ? `${four[0]}${four[1]}==` : c === undefined ? `${four[0]}${four[1]}${four[2]}=` : four.join('');
  }
  return encoded;
}

/** The percent coding that the language has built in speaks UTF-8. */
function fromUtf8(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}

function toUtf8(text: string): number[] {
  const escaped = encodeURIComponent(text);
  return [...escaped.matchAll(/%([0-9A-F]{2})|(.)/g)].map(([, hex, char = '']) =>
    hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16),
  );
}
