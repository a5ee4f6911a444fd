/** Paths of keys that occur twice in one object of a JSON text, e.g. `spec.hosts`. The text must be valid JSON. */
export function duplicateKeys(text: string): string[] {
  const found: string[] = [];
  const stack: { keys: Set<string> | undefined; path: string; key: string; index: number }[] = [];
  const pathOf = (): string => {
    const top = stack[stack.length - 1];
    if (!top) return '';
    if (!top.keys) return `${top.path}[${top.index}]`;
    return top.path === '' ? top.key : `${top.path}.${top.key}`;
  };
  let expectKey = false;
  for (let i = 0; i < text.length; i++) {
    const top = stack[stack.length - 1];
    switch (text[i]) {
      case '{':
        stack.push({ keys: new Set(), path: pathOf(), key: '', index: 0 });
        expectKey = true;
        break;
      case '[':
        stack.push({ keys: undefined, path: pathOf(), key: '', index: 0 });
        expectKey = false;
        break;
      case '}':
      case ']':
        stack.pop();
        expectKey = false;
        break;
      case ',':
        if (top?.keys) expectKey = true;
        else if (top) top.index++;
        break;
      case '"': {
        const end = stringEnd(text, i);
        if (expectKey && top?.keys) {
          const key: unknown = JSON.parse(text.slice(i, end + 1));
          top.key = String(key);
          if (top.keys.has(top.key)) found.push(pathOf());
          top.keys.add(top.key);
          expectKey = false;
        }
        i = end;
        break;
      }
    }
  }
  return found;
}

function stringEnd(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** What Go's encoding/json says about a text that is no JSON. */
export function jsonSyntaxError(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed === '' || isPrefix(trimmed)) return 'unexpected end of JSON input';
  const bad = trimmed.search(/[^\s]/);
  const first = [...trimmed.slice(Math.max(0, bad))][0] ?? '';
  if ('{["-0123456789tfn'.includes(first)) return `invalid character ${quote(offending(trimmed))} looking for beginning of value`;
  return `invalid character ${quote(first)} looking for beginning of value`;
}

/** True when the text only lacks its end. */
function isPrefix(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') {
      i = stringEnd(text, i);
      if (i >= text.length) return true;
    } else if (text[i] === '{' || text[i] === '[') depth++;
    else if (text[i] === '}' || text[i] === ']') depth--;
  }
  return depth > 0;
}

function offending(text: string): string {
  for (let length = 1; length <= text.length; length++) {
    const part = text.slice(0, length);
    if (!isPrefix(part) && length > 1) return text[length - 1] ?? '';
  }
  return text[0] ?? '';
}

function quote(character: string): string {
  return character === "'" ? "'\\''" : `'${JSON.stringify(character).slice(1, -1)}'`;
}
