import type { WantedOperation } from '@pidalio/contract';
import { isMap, Lexer, LineCounter, parseAllDocuments } from 'yaml';

type KubeObject = Extract<WantedOperation, { action: 'create' }>['object'];

export interface ParsedText {
  /** Null when the text is not exactly one object with apiVersion, kind and metadata.name. */
  object: KubeObject | null;
  /** Comments that the cluster would not keep. */
  comments: number;
  /** Line on which each document's content starts. */
  documentLines: readonly number[];
}

/** Reads the editor's text. Syntax errors are the editor's to mark; here they only mean "no object". */
export function parseObject(text: string): ParsedText {
  const counter = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: counter });
  const documents = Array.isArray(parsed) ? parsed : [];
  const [document] = documents;
  const known = {
    comments: countComments(text),
    documentLines: documents.map(({ contents }) => counter.linePos(contents?.range?.[0] ?? 0).line),
  };
  if (!document || documents.length !== 1 || document.errors.length > 0 || !isMap(document.contents)) return { object: null, ...known };
  const value: unknown = document.toJS();
  return { object: isKubeObject(value) ? value : null, ...known };
}

/** Counted in the token stream, so that a `#` inside a string is none. */
function countComments(text: string): number {
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).length;
}

function isKubeObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Record<string, unknown>;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    typeof metadata === 'object' &&
    metadata !== null &&
    'name' in metadata &&
    typeof metadata.name === 'string'
  );
}
