import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  isComparison,
  isSetOperator,
  type Subquery,
  type ValueType,
  type VectorSelector,
} from './ast.ts';
import { PromqlParseError } from './parse-error.ts';
import { signatures } from './signatures.ts';

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'range':
    case 'subquery':
      return 'matrix';
    case 'call':
      return signatures[expr.name]?.returns ?? 'vector';
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
    case 'unary':
    case 'paren':
      return typeOf(expr.expr);
  }
}

const documented: Record<ValueType, string> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
};

/** Throws where types do not fit; the rules and words of Prometheus promql/parser/parse.go, checkAST. */
export function check(expr: Expr): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      break;
    case 'selector':
      checkSelector(expr);
      break;
    case 'range':
      checkSelector(expr.selector);
      break;
    case 'paren':
      check(expr.expr);
      break;
    case 'unary':
      check(expr.expr);
      checkUnary(expr, typeOf(expr.expr));
      break;
    case 'subquery':
      check(expr.expr);
      checkSubquery(expr);
      break;
    case 'call':
      checkCall(expr);
      break;
    case 'aggregate':
      checkAggregate(expr);
      break;
    case 'binary':
      checkBinary(expr);
      break;
  }
}

function checkSubquery(subquery: Subquery): void {
  const type = typeOf(subquery.expr);
  if (type !== 'vector') throw new PromqlParseError(subquery, `subquery is only allowed on instant vector, got ${type} instead`);
}

function checkUnary(expr: Expr, type: ValueType): void {
  if (type === 'scalar' || type === 'vector') return;
  throw new PromqlParseError(
    expr,
    `unary expression only allowed on expressions of type scalar or instant vector, got "${documented[type]}"`,
  );
}

function checkSelector(selector: VectorSelector): void {
  const named = selector.matchers.find((matcher) => matcher.name === '__name__');
  if (selector.name !== '') {
    if (named === undefined || named.value === selector.name) return;
    throw new PromqlParseError(selector, `metric name must not be set twice: "${selector.name}" or "${named.value}"`);
  }
  if (selector.matchers.every((matcher) => matcher.matches(''))) {
    throw new PromqlParseError(selector, 'vector selector must contain at least one non-empty matcher');
  }
}

function checkCall(call: Call): void {
  const signature = signatures[call.name];
  if (signature === undefined) throw new PromqlParseError(call, `unknown function with name "${call.name}"`);
  const most = signature.args.length;
  const least = signature.variadic === 0 ? most : most - 1;
  const given = call.args.length;
  const tooMany = signature.variadic >= 0 && given > most;
  if (given < least || tooMany) {
    const bound = signature.variadic === 0 ? '' : given < least ? 'at least ' : 'at most ';
    const expected = given < least ? least : most;
    throw new PromqlParseError(call, `expected ${bound}${expected} argument(s) in call to "${call.name}", got ${given}`);
  }
  call.args.forEach((arg, i) => {
    expectType(arg, signature.args[Math.min(i, most - 1)] ?? 'vector', `call to function "${call.name}"`);
  });
}

function checkAggregate(aggregate: Aggregate): void {
  expectType(aggregate.expr, 'vector', 'aggregation expression');
  if (aggregate.parameter === null) return;
  expectType(aggregate.parameter, aggregate.operator === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
}

function expectType(expr: Expr, expected: ValueType, where: string): void {
  check(expr);
  const type = typeOf(expr);
  if (type !== expected) throw new PromqlParseError(expr, `expected type ${documented[expected]} in ${where}, got ${documented[type]}`);
}

function checkBinary(binary: Binary): void {
  const { left, right, operator, matching } = binary;
  check(left);
  check(right);
  const types = [typeOf(left), typeOf(right)];
  for (const side of [left, right]) {
    if (typeOf(side) === 'scalar' || typeOf(side) === 'vector') continue;
    throw new PromqlParseError(side, 'binary expression must contain only scalar and instant vector types');
  }
  const fail = (reason: string) => new PromqlParseError(binary, reason);
  const bothScalar = types.every((type) => type === 'scalar');
  if (binary.returnBool && !isComparison(operator)) throw fail('bool modifier can only be used on comparison operators');
  if (isComparison(operator) && bothScalar && !binary.returnBool) throw fail('comparisons between scalars must use BOOL modifier');
  if (isSetOperator(operator) && types.includes('scalar')) throw fail(`set operator "${operator}" not allowed in binary scalar expression`);
  if (matching === null) return;
  if (types.includes('scalar')) {
    if (matching.labels.length > 0) throw fail('vector matching only allowed between instant vectors');
    return;
  }
  if (isSetOperator(operator) && matching.group !== null) throw fail(`no grouping allowed for "${operator}" operation`);
  const twice = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined) throw fail(`label "${twice}" must not occur in ON and GROUP clause at once`);
}
