import { isString } from '../json.ts';
import { compile } from '../schema/cel.ts';

/** What may begin an expression, in the words of cel-go's generated parser. */
const expression = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** What is wrong with the text of a rule, as cel-go reports it: place, problem, and the line with a mark. */
export function celProblem(rule: unknown): string | undefined {
  if (!isString(rule) || rule.trim() === '') return 'rule is not specified';
  try {
    compile(rule);
    return undefined;
  } catch (error) {
    return report(rule, error instanceof Error ? error.message : String(error));
  }
}

/** Our parser says the problem, and shows the line (`>    1 | text`) with a mark below it. */
function report(rule: string, told: string): string {
  const [problem = '', , shown = '', mark = ''] = told.split('\n');
  const place = /^> *(\d+) \| /.exec(shown);
  if (!place) return `ERROR: ${problem}`;
  const line = Number(place[1]);
  const column = Math.max(0, mark.indexOf('^') - place[0].length);
  const source = rule.split('\n')[line - 1] ?? '';
  return `ERROR: <input>:${line}:${column + 1}: Syntax error: ${inItsWords(problem, source.slice(column))}\n | ${source}\n | ${'.'.repeat(column)}^`;
}

function inItsWords(problem: string, rest: string): string {
  const found = /^\S+/.exec(rest)?.[0] ?? '<EOF>';
  return problem.startsWith('Unexpected token') ? `mismatched input '${found}' expecting ${expression}` : problem;
}
