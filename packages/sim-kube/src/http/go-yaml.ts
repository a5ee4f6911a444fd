/** Columns after which Go's YAML writer breaks a scalar at the next space (libyaml best_width). */
const bestWidth = 80;

/**
 * Turns a YAML text whose scalars are one line each into what Go's YAML writer makes of it: long plain and quoted scalars break at
 * the first single space beyond the width and go on two columns right of the key; a lone dot has no quotes. Literal blocks stay.
 */
export function asGoYaml(text: string): string {
  let literalIndent: number | undefined;
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = line.search(/\S/);
      if (literalIndent !== undefined && (indent > literalIndent || indent < 0)) return [line];
      literalIndent = /(?:: |- |^)[|>][-+\d]*$/.test(line) ? keyColumn(line) : undefined;
      const plain = line.replace(/^( *(?:- )*)'\.'(?=:|$)/, '$1.').replace(/: '\.'$/, ': .');
      return plain.length <= bestWidth ? [plain] : foldLine(plain);
    })
    .join('\n');
}

/** Where the key of a line begins, or the dash of an item without one. */
function keyColumn(line: string): number {
  const [lead = ''] = /^ *(?:- )*/.exec(line) ?? [];
  return /^(?:"[^"]*"|'[^']*'|[^\s"'#][^:]*?):(?: |$)/.test(line.slice(lead.length)) ? lead.length : Math.max(0, lead.length - 2);
}

function foldLine(line: string): string[] {
  const indent = ' '.repeat(keyColumn(line) + 2);
  const lines: string[] = [];
  let rest = line;
  for (;;) {
    const at = breakIn(rest);
    if (at === undefined) return [...lines, rest];
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at + 1);
  }
}

function breakIn(line: string): number | undefined {
  for (let at = bestWidth + 1; at < line.length - 1; at++) {
    if (line[at] === ' ' && line[at - 1] !== ' ' && line[at + 1] !== ' ') return at;
  }
  return undefined;
}
