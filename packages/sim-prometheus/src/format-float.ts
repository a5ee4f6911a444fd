/** A double as Go's `strconv.FormatFloat(value, 'f', -1, 64)` writes it, the form of values in Prometheus' JSON: never an exponent. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  return withoutExponent(String(value));
}

/**
 * Sample values in the HTTP API: plain notation between 1e-6 and 1e21, else an exponent of at least two digits
 * (Prometheus util/jsonutil, MarshalFloat).
 */
export function formatSampleValue(value: number): string {
  const size = Math.abs(value);
  const isPlain = !Number.isFinite(value) || size === 0 || (size >= 1e-6 && size < 1e21);
  return isPlain ? formatFloat(value) : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** As Go's `%v` and `'g'` with the shortest precision: an exponent below 1e-4 and from 1e21 on. */
export function formatGo(value: number): string {
  const size = Math.abs(value);
  const isPlain = !Number.isFinite(value) || size === 0 || (size >= 1e-4 && size < 1e21);
  return isPlain ? formatFloat(value) : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', fraction = '', power = '0'] = match;
  const digits = first + fraction;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Reads a number as Go's `strconv.ParseFloat` does for exposition, label values and literals; undefined where that fails. */
export function parseFloatText(text: string): number | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (word !== null) {
    if (word[2]?.toLowerCase() === 'nan') return word[1] === '' ? Number.NaN : undefined;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const hex = /^([+-]?)(0x[0-9a-f]+)$/i.exec(text);
  return hex === null ? undefined : Number(hex[2]) * (hex[1] === '-' ? -1 : 1);
}
