import type { Span } from './ast.ts';

/** What is wrong with a query; turned into a result by `parseQuery`. */
export class PromqlParseError extends Error {
  override name = 'PromqlParseError';
  readonly span: Span;

  constructor(span: Span, reason: string) {
    super(reason);
    this.span = span;
  }

  /** As Prometheus words it: `1:5: parse error: …`. */
  describe(query: string): string {
    const where = query.trim() === '' ? 'unknown position' : position(query, this.span.from);
    return `${where}: parse error: ${this.message}`;
  }
}

/** Line and column, both from 1. */
export function position(query: string, offset: number): string {
  const lines = query.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
