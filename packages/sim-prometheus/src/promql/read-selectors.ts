import type { SyntaxNode } from '@lezer/common';
import { buildMatcher, type Matcher, type MatchOperator } from '../store/matcher.ts';
import type { AtModifier, Expr, VectorSelector } from './ast.ts';
import { parseNumber, unquote } from './literals.ts';
import { PromqlParseError } from './parse-error.ts';

export function readSelector(query: string, node: SyntaxNode): VectorSelector {
  const identifier = node.getChild('Identifier');
  const matchers: Matcher[] = [];
  const list = node.getChild('LabelMatchers');
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name === 'UnquotedLabelMatcher' || child.name === 'QuotedLabelMatcher') matchers.push(readMatcher(query, child));
    else if (child.name === 'QuotedLabelName') matchers.push(matcherOf(child, '__name__', '=', stringAt(query, child)));
  }
  const name = identifier === null ? '' : query.slice(identifier.from, identifier.to);
  if (name !== '') matchers.push(matcherOf(node, '__name__', '=', name));
  return { kind: 'selector', name, matchers, offsetMs: null, at: null, from: node.from, to: node.to };
}

function readMatcher(query: string, node: SyntaxNode): Matcher {
  const [label, operator, value] = [node.firstChild, node.getChild('MatchOp'), node.lastChild];
  if (label === null || operator === null || value === null) throw new PromqlParseError(node, 'unexpected end of label matcher');
  const name = label.name === 'LabelName' ? query.slice(label.from, label.to) : stringAt(query, label);
  return matcherOf(node, name, toMatchOperator(query.slice(operator.from, operator.to)), stringAt(query, value));
}

function toMatchOperator(text: string): MatchOperator {
  return text === '!=' || text === '=~' || text === '!~' ? text : '=';
}

function matcherOf(node: SyntaxNode, name: string, operator: MatchOperator, value: string): Matcher {
  const matcher = buildMatcher(name, operator, value);
  if ('error' in matcher) throw new PromqlParseError(node, matcher.error);
  return matcher;
}

function stringAt(query: string, node: SyntaxNode): string {
  const value = unquote(query.slice(node.from, node.to));
  if (value === undefined) throw new PromqlParseError(node, 'unterminated quoted string or unknown escape sequence');
  return value;
}

export function readRange(query: string, node: SyntaxNode, expr: Expr): Expr {
  if (expr.kind !== 'selector') throw new PromqlParseError(expr, 'ranges only allowed for vector selectors');
  if (expr.offsetMs !== null) throw new PromqlParseError(expr, 'no offset modifiers allowed before range');
  if (expr.at !== null) throw new PromqlParseError(expr, 'no @ modifiers allowed before range');
  const [rangeMs = 0] = durations(query, node);
  return { kind: 'range', selector: expr, rangeMs, from: expr.from, to: node.to };
}

export function readSubquery(query: string, node: SyntaxNode, expr: Expr): Expr {
  const [rangeMs = 0, stepMs = null] = durations(query, node);
  return { kind: 'subquery', expr, rangeMs, stepMs, offsetMs: null, at: null, from: expr.from, to: node.to };
}

function durations(query: string, node: SyntaxNode): number[] {
  return node.getChildren('DurationExpr').map((duration) => {
    const ms = durationMs(query, duration);
    if (ms <= 0) throw new PromqlParseError(duration, 'duration must be greater than 0');
    return ms;
  });
}

function durationMs(query: string, node: SyntaxNode): number {
  const text = query.slice(node.from, node.to).trim();
  const match = /^([+-]?)\s*([^\s()]+)$/.exec(text);
  const seconds = parseNumber(match?.[2] ?? '');
  if (match === null || seconds === undefined || !Number.isFinite(seconds)) {
    throw new PromqlParseError(node, `bad or experimental duration expression ${JSON.stringify(text)}`);
  }
  return Math.round(seconds * 1000) * (match[1] === '-' ? -1 : 1);
}

/** Applies `change` to the selector or subquery that a modifier stands behind. */
function modify(
  expr: Expr,
  what: string,
  change: (target: { offsetMs: number | null; at: AtModifier | null }) => { offsetMs: number | null; at: AtModifier | null },
): Expr {
  switch (expr.kind) {
    case 'selector':
    case 'subquery':
      return { ...expr, ...change(expr) };
    case 'range':
      return { ...expr, selector: { ...expr.selector, ...change(expr.selector) } };
    default:
      throw new PromqlParseError(
        expr,
        `${what} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
      );
  }
}

export function readOffset(query: string, node: SyntaxNode, expr: Expr): Expr {
  const duration = node.getChild('OffsetDurationExpr');
  const offsetMs = duration === null ? 0 : durationMs(query, duration);
  return modify(expr, 'offset', (target) => {
    if (target.offsetMs !== null) throw new PromqlParseError(expr, 'offset may not be set multiple times');
    return { at: target.at, offsetMs };
  });
}

export function readAt(query: string, node: SyntaxNode, expr: Expr): Expr {
  const at = atModifier(query, node);
  return modify(expr, '@', (target) => {
    if (target.at !== null) throw new PromqlParseError(expr, '@ <timestamp> may not be set multiple times');
    return { at, offsetMs: target.offsetMs };
  });
}

function atModifier(query: string, node: SyntaxNode): AtModifier {
  const named = node.getChild('AtModifierPreprocessors');
  if (named !== null) return named.getChild('AtStart') === null ? 'end' : 'start';
  const literal = node.lastChild;
  const text = literal === null ? '' : query.slice(literal.from, literal.to);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const seconds = parseNumber(text.slice(sign.length).trim());
  // The bounds of a 64-bit number of milliseconds.
  if (seconds === undefined || !(seconds * 1000 < 2 ** 63))
    throw new PromqlParseError(node, `timestamp out of bounds for @ modifier: ${text}`);
  return { timestampMs: Math.round(seconds * 1000) * (sign === '-' ? -1 : 1) };
}
