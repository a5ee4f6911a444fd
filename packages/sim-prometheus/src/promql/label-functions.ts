import { RE2JS, RE2JSSyntaxException } from 're2js';
import { type Expr, unwrapParens } from './ast.ts';
import { type EvalSeries, EvaluationError, mergeSameLabels } from './evaluation.ts';

/** `label_replace(vector, destination, replacement, source, regex)`. */
export function labelReplace(series: readonly EvalSeries[], args: readonly Expr[]): EvalSeries[] {
  const [destination = '', replacement = '', source = '', pattern = ''] = args.slice(1).map(stringOf);
  const regex = compile(pattern);
  requireLabelName(destination, 'destination', 'label_replace');
  const replaced = series.map((one) => {
    const match = regex.matcher(one.labels.get(source));
    if (!match.matches()) return one;
    return relabel(
      one,
      destination,
      expand(replacement, (group) => groupOf(match, group)),
    );
  });
  return mergeSameLabels(replaced);
}

/** `label_join(vector, destination, separator, source…)`. */
export function labelJoin(series: readonly EvalSeries[], args: readonly Expr[]): EvalSeries[] {
  const [destination = '', separator = '', ...sources] = args.slice(1).map(stringOf);
  for (const source of sources) requireLabelName(source, 'source', 'label_join');
  requireLabelName(destination, 'destination', 'label_join');
  return mergeSameLabels(series.map((one) => relabel(one, destination, sources.map((source) => one.labels.get(source)).join(separator))));
}

function relabel(series: EvalSeries, name: string, value: string): EvalSeries {
  return { labels: series.labels.with(name, value), dropName: name === '__name__' ? false : series.dropName, values: series.values };
}

function stringOf(expr: Expr): string {
  const inner = unwrapParens(expr);
  return inner.kind === 'string' ? inner.value : '';
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw new EvaluationError(`invalid regular expression in label_replace(): ${pattern}`);
    throw error;
  }
}

/** Label names are any valid UTF-8 since Prometheus 3; invalid bytes were read as U+FFFD. */
function requireLabelName(name: string, role: string, functionName: string): void {
  if (name === '' || name.includes('\ufffd')) throw new EvaluationError(`invalid ${role} label name in ${functionName}(): ${name}`);
}

type Match = ReturnType<RE2JS['matcher']>;

function groupOf(match: Match, group: string): string {
  if (!/^\d+$/.test(group)) return namedGroup(match, group);
  const index = Number(group);
  return index <= match.groupCount() ? (match.group(index) ?? '') : '';
}

function namedGroup(match: Match, group: string): string {
  try {
    return match.group(group) ?? '';
  } catch {
    // re2js throws for a name that the pattern does not have; Go expands it to nothing.
    return '';
  }
}

/** Go's Regexp.Expand: `$1`, `${1}`, `$name`, `$$`; the longest name counts, unknown ones are empty. */
function expand(template: string, group: (name: string) => string): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    return name === undefined ? '$' : group(name);
  });
}
