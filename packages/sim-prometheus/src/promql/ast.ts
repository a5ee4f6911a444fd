import type { Matcher } from '../store/matcher.ts';

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** Where a node stands in the query text, in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `@ 1609746000`, `@ start()`, `@ end()`. */
export type AtModifier = { readonly timestampMs: number } | 'start' | 'end';

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
}

export interface VectorSelector extends Span {
  readonly kind: 'selector';
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly offsetMs: number | null;
  readonly at: AtModifier | null;
}

export interface RangeSelector extends Span {
  readonly kind: 'range';
  readonly selector: VectorSelector;
  readonly rangeMs: number;
}

export interface Subquery extends Span {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly rangeMs: number;
  /** Null stands for the default evaluation interval. */
  readonly stepMs: number | null;
  readonly offsetMs: number | null;
  readonly at: AtModifier | null;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

export type AggregateOperator = (typeof aggregateOperators)[number];
export const aggregateOperators = [
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'group',
  'stddev',
  'stdvar',
  'quantile',
  'topk',
  'bottomk',
  'count_values',
] as const;

export interface Aggregate extends Span {
  readonly kind: 'aggregate';
  readonly operator: AggregateOperator;
  readonly expr: Expr;
  readonly parameter: Expr | null;
  readonly grouping: readonly string[];
  readonly without: boolean;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

export interface VectorMatching {
  readonly on: boolean;
  readonly labels: readonly string[];
  /** Which side may have several series per match; `null` is one-to-one (many-to-many for set operators). */
  readonly group: 'left' | 'right' | null;
  readonly include: readonly string[];
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly returnBool: boolean;
  readonly matching: VectorMatching | null;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly negative: boolean;
  readonly expr: Expr;
}

export interface Paren extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

export type Expr = NumberLiteral | StringLiteral | VectorSelector | RangeSelector | Subquery | Call | Aggregate | Binary | Unary | Paren;

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return comparisons.has(operator);
}

export function isSetOperator(operator: BinaryOperator): operator is SetOperator {
  return setOperators.has(operator);
}

export function unwrapParens(expr: Expr): Expr {
  return expr.kind === 'paren' ? unwrapParens(expr.expr) : expr;
}
