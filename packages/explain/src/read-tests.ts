import { yamlOffset } from '@pidalio/istio';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { readRequestLine } from './read-request-line.ts';
import { type SavedTest, savedTests } from './saved-test.ts';

export interface TestProblem {
  line: number;
  column: number;
  /** In English: it names fields of the file. */
  message: string;
}

/** Saved explanations out of a file, or everything that is wrong with it. */
export function readTests(text: string): { ok: true; tests: readonly SavedTest[] } | { ok: false; problems: readonly TestProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placed = (offset: number, message: string): TestProblem => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  };
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map(({ pos, message }) => placed(pos[0], message)) };
  }
  const parsed = savedTests.safeParse(document.toJS());
  const at = (path: readonly PropertyKey[], message: string) => placed(yamlOffset(document.contents, pathOf(path)), message);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => at(issue.path, messageOf(issue))) };
  }
  const unreadable = parsed.data.tests.flatMap(({ request }, index) =>
    readRequestLine(request, 'any').ok ? [] : [at(['tests', index, 'request'], `request is METHOD host[:port]/path, not "${request}"`)],
  );
  return unreadable.length > 0 ? { ok: false, problems: unreadable } : { ok: true, tests: parsed.data.tests };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function messageOf({ path, message }: z.core.$ZodIssue): string {
  const field = path.filter((part) => typeof part === 'string').at(-1);
  return field === undefined ? message : `${String(field)}: ${message}`;
}
