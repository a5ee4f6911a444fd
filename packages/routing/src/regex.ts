import { RE2JS } from 're2js';

const KEPT = 5000;
const compiled = new Map<string, RE2JS | undefined>();

/** A user's pattern as RE2, the syntax that Envoy speaks; undefined if it does not compile. Never RegExp: other semantics, and patterns that hang. */
export function compileRegex(pattern: string): RE2JS | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= KEPT) compiled.clear();
  let regex: RE2JS | undefined;
  try {
    regex = RE2JS.compile(pattern);
  } catch {
    regex = undefined;
  }
  compiled.set(pattern, regex);
  return regex;
}

/** Envoy's regex matches are full matches; a pattern that does not compile matches nothing. */
export function fullMatch(pattern: string, text: string): boolean {
  return compileRegex(pattern)?.matches(text) ?? false;
}

/** The text as a pattern that matches itself only. */
export function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
