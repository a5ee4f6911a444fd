import type { Binary, BinaryOperator, Expr, Span } from './ast.ts';
import { PromqlParseError } from './parse-error.ts';

/** A piece of an expression outside brackets, in the order of the text. */
export type Piece =
  | { type: 'operand'; expr: Expr }
  | { type: 'sign'; negative: boolean; span: Span }
  | { type: 'postfix'; apply: (expr: Expr) => Expr }
  | { type: 'operator'; operator: BinaryOperator; modifiers: Pick<Binary, 'returnBool' | 'matching'>; span: Span };

const levels: Record<BinaryOperator, number> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};

/** A sign binds weaker than `^` and stronger than `*` (promql/parser/generated_parser.y). */
const signLevel = 6;

/**
 * Puts pieces together by precedence. The grammar of lezer-promql is made for editors: it lets `offset` and `@`
 * take all that stands before them and reads `-2^2` as `(-2)^2`, so only its leaves are trusted.
 */
export function combine(pieces: readonly Piece[]): Expr {
  const reader = { pieces, at: 0 };
  const expr = readBinary(reader, 1);
  if (reader.at < pieces.length) throw new PromqlParseError(expr, 'unexpected end of expression');
  return expr;
}

interface Reader {
  readonly pieces: readonly Piece[];
  at: number;
}

function readBinary(reader: Reader, minimum: number): Expr {
  let left = readUnary(reader);
  for (;;) {
    const piece = reader.pieces[reader.at];
    if (piece?.type !== 'operator') return left;
    const level = levels[piece.operator];
    if (level < minimum) return left;
    reader.at++;
    // Only `^` groups to the right.
    const right = readBinary(reader, piece.operator === '^' ? level : level + 1);
    left = { kind: 'binary', operator: piece.operator, left, right, ...piece.modifiers, from: left.from, to: right.to };
  }
}

function readUnary(reader: Reader): Expr {
  const piece = reader.pieces[reader.at];
  if (piece?.type === 'sign') {
    reader.at++;
    const expr = readBinary(reader, signLevel);
    if (expr.kind === 'number') return { ...expr, value: piece.negative ? -expr.value : expr.value, from: piece.span.from };
    return { kind: 'unary', negative: piece.negative, expr, from: piece.span.from, to: expr.to };
  }
  if (piece?.type !== 'operand') throw new PromqlParseError({ from: 0, to: 0 }, 'unexpected operator');
  reader.at++;
  let expr = piece.expr;
  for (;;) {
    const next = reader.pieces[reader.at];
    if (next?.type !== 'postfix') return expr;
    reader.at++;
    expr = next.apply(expr);
  }
}
