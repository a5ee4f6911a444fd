import { isFields, type ObjectRef, parseDuration } from '@pidalio/istio';
import type { FindingCode } from './finding-codes.ts';
import { compileRegex } from './regex.ts';

/** Something in an object that the engine cannot take as it stands; never an exception. */
export interface MeshFinding {
  code: FindingCode;
  ref: ObjectRef;
  /** Field path in `ref`. */
  path: string;
  values: Readonly<Record<string, string | number>>;
}

/** Collects the findings of one object. */
export class FindingSink {
  readonly findings: MeshFinding[] = [];
  private readonly ref: ObjectRef;

  constructor(ref: ObjectRef) {
    this.ref = ref;
  }

  add(code: FindingCode, path: string, values: MeshFinding['values'] = {}): void {
    this.findings.push({ code, ref: this.ref, path, values });
  }

  /** The entries of a list that must be one. */
  list(value: unknown, path: string): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.add('MF-TYPE', path, { expected: 'list', actual: typeOf(value) });
    return [];
  }

  fields(value: unknown, path: string): Readonly<Record<string, unknown>> {
    if (value === undefined || value === null) return {};
    if (isFields(value)) return value;
    this.add('MF-TYPE', path, { expected: 'object', actual: typeOf(value) });
    return {};
  }

  text(value: unknown, path: string): string | undefined {
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
    this.add('MF-TYPE', path, { expected: 'string', actual: typeOf(value) });
    return undefined;
  }

  texts(value: unknown, path: string): string[] {
    return this.list(value, path).flatMap((entry, index) => this.text(entry, `${path}[${index}]`) ?? []);
  }

  number(value: unknown, path: string): number | undefined {
    if (value === undefined || value === null) return undefined;
    const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof read === 'number' && Number.isFinite(read)) return read;
    this.add('MF-TYPE', path, { expected: 'number', actual: typeOf(value) });
    return undefined;
  }

  port(value: unknown, path: string): void {
    const port = this.number(value, path);
    if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535)) this.add('MF-PORT', path, { port });
  }

  duration(value: unknown, path: string): void {
    const text = this.text(value, path);
    if (text !== undefined && parseDuration(text) === undefined) this.add('MF-DURATION', path, { value: text });
  }

  percent(value: unknown, path: string): void {
    const percent = this.number(value, path);
    if (percent !== undefined && (percent < 0 || percent > 100)) this.add('MF-PERCENT', path, { percent });
  }

  enum(value: unknown, path: string, known: readonly string[]): void {
    const text = this.text(value, path);
    if (text !== undefined && !known.includes(text)) this.add('MF-ENUM', path, { value: text, known: known.join(', ') });
  }

  regex(value: unknown, path: string): void {
    const pattern = this.text(value, path);
    // Istio reads "*" as "is there", not as a pattern.
    if (pattern !== undefined && pattern !== '*' && compileRegex(pattern) === undefined) this.add('MF-REGEX', path, { pattern });
  }

  host(value: unknown, path: string): void {
    const host = this.text(value, path);
    if (host !== undefined && !HOST.test(host)) this.add('MF-HOST', path, { host });
  }
}

/** A wildcard only at the start; names, addresses and a trailing dot. */
const HOST = /^(?:\*|\*?[-.\w]*\w\.?|[\da-fA-F:.]+(?:\/\d+)?)$/;

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
