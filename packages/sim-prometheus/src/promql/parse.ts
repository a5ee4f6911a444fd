import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  type Aggregate,
  type AggregateOperator,
  aggregateOperators,
  type Binary,
  type BinaryOperator,
  type Expr,
  type VectorMatching,
} from './ast.ts';
import { check } from './check.ts';
import { parseNumber, unquote } from './literals.ts';
import { PromqlParseError } from './parse-error.ts';
import { combine, type Piece } from './precedence.ts';
import { readAt, readOffset, readRange, readSelector, readSubquery } from './read-selectors.ts';
import { experimentalNames, nativeHistogramNames } from './signatures.ts';

/** The query as a checked tree, or what is wrong with it in Prometheus' words. */
export function parseQuery(query: string): { expr: Expr } | { error: string } {
  try {
    const expr = new QueryReader(query).read();
    check(expr);
    return { expr };
  } catch (error) {
    if (error instanceof PromqlParseError) return { error: error.describe(query) };
    throw error;
  }
}

/** Turns the concrete tree of lezer-promql into ours. */
class QueryReader {
  private readonly query: string;

  constructor(query: string) {
    this.query = query;
  }

  read(): Expr {
    const tree = parser.parse(blankTrailingPoints(this.query));
    failOnErrorNode(this.query, tree.topNode);
    const top = tree.topNode.firstChild;
    if (top === null) throw new PromqlParseError(tree.topNode, 'no expression found in input');
    return this.expr(top);
  }

  private expr(node: SyntaxNode): Expr {
    const pieces: Piece[] = [];
    this.flatten(node, pieces);
    return combine(pieces);
  }

  private text(node: SyntaxNode): string {
    return this.query.slice(node.from, node.to);
  }

  private flatten(node: SyntaxNode, into: Piece[]): void {
    const children = childrenOf(node);
    const [first] = children;
    if (node.name === 'BinaryExpr') {
      this.flattenBinary(children, into);
    } else if (node.name === 'UnaryExpr') {
      const operand = children.at(-1);
      if (first !== undefined) into.push({ type: 'sign', negative: this.text(first) === '-', span: first });
      if (operand !== undefined) this.flatten(operand, into);
    } else if (node.name === 'NumberDurationLiteral') {
      const sign = /^[+-]/.exec(this.text(node))?.[0];
      if (sign !== undefined) into.push({ type: 'sign', negative: sign === '-', span: node });
      into.push({ type: 'operand', expr: this.number(node, this.text(node).replace(/^[+-]\s*/, '')) });
    } else if (postfixNodes.has(node.name)) {
      if (first !== undefined) this.flatten(first, into);
      into.push({ type: 'postfix', apply: (expr) => this.postfix(node, expr) });
    } else {
      into.push({ type: 'operand', expr: this.operand(node, children) });
    }
  }

  private flattenBinary(children: readonly SyntaxNode[], into: Piece[]): void {
    const [left, operator, ...rest] = children;
    const right = rest.pop();
    if (left === undefined || operator === undefined || right === undefined) return;
    this.flatten(left, into);
    into.push({ type: 'operator', operator: toOperator(operator, this.text(operator)), modifiers: this.modifiers(rest), span: operator });
    this.flatten(right, into);
  }

  private modifiers(nodes: readonly SyntaxNode[]): Pick<Binary, 'returnBool' | 'matching'> {
    const fill = nodes.find((node) => node.name === 'FillModifier');
    if (fill !== undefined) throw new PromqlParseError(fill, 'fill modifiers are experimental and not supported');
    const clause = nodes.find((node) => node.name === 'MatchingModifierClause');
    return {
      returnBool: nodes.some((node) => node.name === 'BoolModifier'),
      matching: clause === undefined ? null : this.matching(clause),
    };
  }

  private matching(clause: SyntaxNode): VectorMatching {
    const [labels, include] = clause.getChildren('GroupingLabels');
    const group = clause.getChild('GroupLeft') !== null ? 'left' : clause.getChild('GroupRight') !== null ? 'right' : null;
    return { on: clause.getChild('On') !== null, labels: this.labelList(labels), group, include: this.labelList(include) };
  }

  private labelList(node: SyntaxNode | undefined): string[] {
    return node === undefined ? [] : childrenOf(node).map((label) => (label.name === 'LabelName' ? this.text(label) : this.string(label)));
  }

  private postfix(node: SyntaxNode, expr: Expr): Expr {
    switch (node.name) {
      case 'OffsetExpr':
        return readOffset(this.query, node, expr);
      case 'StepInvariantExpr':
        return readAt(this.query, node, expr);
      case 'MatrixSelector':
        return readRange(this.query, node, expr);
      default:
        return readSubquery(this.query, node, expr);
    }
  }

  private operand(node: SyntaxNode, children: readonly SyntaxNode[]): Expr {
    const span = { from: node.from, to: node.to };
    const [first] = children;
    switch (node.name) {
      case 'ParenExpr':
        if (first === undefined) break;
        return { kind: 'paren', expr: this.expr(first), ...span };
      case 'StringLiteral':
        return { kind: 'string', value: this.string(node), ...span };
      case 'VectorSelector':
        return readSelector(this.query, node);
      case 'FunctionCall':
        if (first === undefined) break;
        return this.call(node, this.text(first));
      case 'AggregateExpr':
        return this.aggregate(node);
      case 'AnchoredExpr':
      case 'SmoothedExpr':
        throw new PromqlParseError(node, 'anchored and smoothed modifiers are experimental and not supported');
    }
    throw new PromqlParseError(node, `unexpected ${JSON.stringify(this.text(node))}`);
  }

  private call(node: SyntaxNode, name: string): Expr {
    if (experimentalNames.has(name)) {
      throw new PromqlParseError(
        node,
        `"${name}()" function is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
      );
    }
    if (nativeHistogramNames.has(name))
      throw new PromqlParseError(node, `function "${name}" needs native histograms, which are not supported`);
    return { kind: 'call', name, args: this.args(node), from: node.from, to: node.to };
  }

  private args(node: SyntaxNode): Expr[] {
    const body = node.getChild('FunctionCallBody');
    return body === null ? [] : childrenOf(body).map((arg) => this.expr(arg));
  }

  private aggregate(node: SyntaxNode): Aggregate {
    const named = node.getChild('AggregateOp');
    const operator = toAggregateOperator(node, named === null ? '' : this.text(named).toLowerCase());
    const takesParameter = operator === 'quantile' || operator === 'topk' || operator === 'bottomk' || operator === 'count_values';
    const args = this.args(node);
    const wanted = takesParameter ? 2 : 1;
    const expr = args.at(-1);
    if (expr === undefined) throw new PromqlParseError(node, 'no arguments for aggregate expression provided');
    if (args.length !== wanted) {
      throw new PromqlParseError(
        node,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      );
    }
    const modifier = node.getChild('AggregateModifier');
    const grouping = this.labelList(modifier?.getChild('GroupingLabels') ?? undefined);
    const parameter = takesParameter ? (args[0] ?? null) : null;
    return {
      kind: 'aggregate',
      operator,
      expr,
      parameter,
      grouping,
      without: modifier?.getChild('Without') != null,
      from: node.from,
      to: node.to,
    };
  }

  private number(node: SyntaxNode, text: string): Expr {
    const value = parseNumber(text);
    if (value === undefined) throw new PromqlParseError(node, `bad number or duration syntax: ${JSON.stringify(text)}`);
    return { kind: 'number', value, from: node.from, to: node.to };
  }

  private string(node: SyntaxNode): string {
    const value = unquote(this.text(node));
    if (value === undefined) throw new PromqlParseError(node, 'unterminated quoted string or unknown escape sequence');
    return value;
  }
}

/** The grammar of lezer-promql does not know numbers like `5.`; without its point the number is the same, and positions stay. */
function blankTrailingPoints(query: string): string {
  const stringCommentOrNumber = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*|(?<![\w.])\d+\.(?![\w.])/g;
  return query.replace(stringCommentOrNumber, (found) => (/^\d/.test(found) ? `${found.slice(0, -1)} ` : found));
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

const postfixNodes: ReadonlySet<string> = new Set(['OffsetExpr', 'StepInvariantExpr', 'MatrixSelector', 'SubqueryExpr']);

const operatorNames: Readonly<Record<string, BinaryOperator>> = {
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  Mod: '%',
  Pow: '^',
  Atan2: 'atan2',
  Eql: '==',
  Neq: '!=',
  Gtr: '>',
  Lss: '<',
  Gte: '>=',
  Lte: '<=',
  And: 'and',
  Or: 'or',
  Unless: 'unless',
};

function toOperator(node: SyntaxNode, text: string): BinaryOperator {
  const operator = operatorNames[node.name];
  if (operator === undefined) throw new PromqlParseError(node, `operator "${text}" needs native histograms, which are not supported`);
  return operator;
}

function toAggregateOperator(node: SyntaxNode, name: string): AggregateOperator {
  const operator = aggregateOperators.find((known) => known === name);
  if (operator !== undefined) return operator;
  throw new PromqlParseError(node, `${name}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`);
}

function failOnErrorNode(query: string, top: SyntaxNode): void {
  if (query.trim() === '') throw new PromqlParseError(top, 'no expression found in input');
  let first: SyntaxNode | undefined;
  top.cursor().iterate((node) => {
    if (node.type.isError && first === undefined) first = node.node;
  });
  if (first === undefined) return;
  const before = /([a-zA-Z_:][\w:]*)\s*$/.exec(query.slice(0, first.from))?.[1];
  const rest = query.slice(first.from).trimStart();
  if (rest === '') throw new PromqlParseError(first, 'unexpected end of input');
  if (rest.startsWith('(') && before !== undefined) {
    const from = query.lastIndexOf(before, first.from);
    throw new PromqlParseError({ from, to: from + before.length }, `unknown function with name "${before}"`);
  }
  const token = /^(\w+|"[^"]*"?|'[^']*'?|.)/su.exec(rest)?.[0] ?? rest;
  throw new PromqlParseError(
    { from: query.length - query.slice(first.from).trimStart().length, to: first.to },
    `unexpected ${/^["']/.test(token) ? `string ${token}` : JSON.stringify(token)}`,
  );
}
