/** A word of a command line after the shell took its quotes away. */
export interface ShellWord {
  text: string;
  /** Where it starts in the command line. */
  offset: number;
  /** The first variable or command in it that the shell would have replaced; it stands in `text` as written. */
  expansion?: { name: string; offset: number };
}

export interface ShellWords {
  words: ShellWord[];
  /** Offset of a quote that is never closed. */
  openQuote?: number;
}

/**
 * The words of the first simple command, by bash's rules of quoting (bash manual 3.1.2): '…', "…", $'…', backslash, continued lines,
 * comments. It ends at `|`, `;`, `&` or a line break; redirections are left out. shlex and shell-quote give neither the place of
 * a word nor, shlex, the difference between `|` and `'|'`, which a paste box needs.
 */
export function shellWords(line: string): ShellWords {
  const words: ShellWord[] = [];
  let at = 0;
  let word: ShellWord | undefined;
  let skipNext = false;
  const open = (): ShellWord => {
    word ??= { text: '', offset: at };
    return word;
  };
  const close = (): void => {
    if (word !== undefined && !skipNext) words.push(word);
    if (word !== undefined) skipNext = false;
    word = undefined;
  };
  while (at < line.length) {
    const char = line.charAt(at);
    const next = line.charAt(at + 1);
    const newline = /^\\\r?\n/.exec(line.slice(at, at + 3))?.[0];
    if (newline !== undefined) {
      at += newline.length;
    } else if (char === '\\') {
      open().text += next;
      at += 2;
    } else if (char === "'" || char === '"' || (char === '$' && (next === "'" || next === '"'))) {
      const quoted = readQuoted(line, at, open());
      if (quoted === undefined) return { words, openQuote: at };
      at = quoted;
    } else if (char === ' ' || char === '\t' || char === '\r') {
      close();
      at += 1;
    } else if (char === '>' || char === '<') {
      // A number right before it is a file descriptor, not a word.
      if (word !== undefined && /^\d+$/.test(word.text)) word = undefined;
      close();
      at += /^[<>]+[&|]?/.exec(line.slice(at))?.[0].length ?? 1;
      skipNext = true;
    } else if (char === '\n' || char === ';' || char === '|' || char === '&') {
      close();
      if (words.length > 0) return { words };
      at += 1;
    } else if (char === '#' && word === undefined) {
      at = endOfLine(line, at);
    } else {
      at = readPlain(line, at, open());
    }
  }
  close();
  return { words };
}

/** Appends a quoted part; the offset behind it, or undefined when the quote is never closed. */
function readQuoted(line: string, start: number, word: ShellWord): number | undefined {
  if (line.startsWith("$'", start)) return readAnsiC(line, start + 2, word);
  const dollar = line.startsWith('$', start) ? 1 : 0;
  const quote = line.charAt(start + dollar);
  let at = start + dollar + 1;
  if (quote === "'") {
    const end = line.indexOf("'", at);
    if (end < 0) return undefined;
    word.text += line.slice(at, end);
    return end + 1;
  }
  while (at < line.length && line.charAt(at) !== '"') {
    const escaped = line.charAt(at) === '\\' ? line.charAt(at + 1) : '';
    if (escaped === '\n') at += 2;
    else if (escaped !== '' && '$`"\\'.includes(escaped)) {
      word.text += escaped;
      at += 2;
    } else at = readPlain(line, at, word);
  }
  return at < line.length ? at + 1 : undefined;
}

/** One character that means itself, or a whole `$NAME`, `${…}`, `$(…)` or backquoted command. */
function readPlain(line: string, at: number, word: ShellWord): number {
  const expansion = /^(?:\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|`[^`]*`)/.exec(line.slice(at))?.[0];
  if (expansion !== undefined) word.expansion ??= { name: expansion, offset: at };
  const text = expansion ?? line.charAt(at);
  word.text += text;
  return at + text.length;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' };

/** `$'…'`, which browsers write when they copy a request (bash manual 3.1.2.4). */
function readAnsiC(line: string, start: number, word: ShellWord): number | undefined {
  let at = start;
  while (at < line.length && line.charAt(at) !== "'") {
    const code = /^\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3}))/.exec(line.slice(at, at + 10));
    if (code !== null) {
      const [whole, hex, short, long, octal] = code;
      const point = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? '0', 16) : Number.parseInt(octal, 8);
      word.text += point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      at += whole.length;
    } else if (line.charAt(at) === '\\') {
      const escaped = line.charAt(at + 1);
      word.text += ESCAPES[escaped] ?? ('\\\'"?'.includes(escaped) ? escaped : `\\${escaped}`);
      at += 2;
    } else {
      word.text += line.charAt(at);
      at += 1;
    }
  }
  return at < line.length ? at + 1 : undefined;
}

function endOfLine(line: string, at: number): number {
  const end = line.indexOf('\n', at);
  return end < 0 ? line.length : end;
}
