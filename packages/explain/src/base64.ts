const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-8 text in base64. The language itself has no such function, and pure packages know neither Node's nor the browser's. */
export function toBase64(text: string): string {
  const bytes = [...encodeURIComponent(text).matchAll(/%(..)|(.)/g)].map(([, hex, char]) =>
    hex === undefined ? (char?.charCodeAt(0) ?? 0) : Number.parseInt(hex, 16),
  );
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.slice(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const chars = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((group >> shift) & 63));
    encoded += chars
      .map((char, index) => ((index === 2 && second === undefined) || (index === 3 && third === undefined) ? '=' : char))
      .join('');
  }
  return encoded;
}
