import type { Translate } from '../../lib/words.ts';
import type { ParsedText } from './parse-object.ts';
import { lineOfPath, type Problem } from './problems.ts';
import type { ConfigWord } from './words.ts';

interface Opened {
  kind: string;
  namespace: string;
  /** '' while the object is new. */
  name: string;
}

/** What no schema knows: the text must be one object, and the one that was opened. */
export function textProblems(text: string, parsed: ParsedText, opened: Opened, t: Translate<ConfigWord>): Problem[] {
  const problem = { source: 'text', severity: 'error' } as const;
  if (text.trim() === '') return [{ ...problem, line: 1, message: t('text.empty'), path: null }];
  if (parsed.documentLines.length > 1)
    return [{ ...problem, line: parsed.documentLines[1] ?? 1, message: t('text.several', { n: parsed.documentLines.length }), path: null }];
  const { object } = parsed;
  if (!object || opened.name === '') return [];
  const changed: [string, string, string][] = [
    ['kind', object.kind, opened.kind],
    ['metadata.name', object.metadata.name, opened.name],
    ['metadata.namespace', object.metadata.namespace ?? '', opened.namespace],
  ];
  return changed
    .filter(([, now, then]) => now !== then)
    .map(([path, , then]) => ({
      ...problem,
      line: lineOfPath(text, path),
      message: t('text.identity', { path, value: then || '–' }),
      path,
    }));
}
