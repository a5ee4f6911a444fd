import { type KubeObject, toYaml, yamlOffset } from '@pidalio/istio';
import { type Document, LineCounter, parseDocument } from 'yaml';

interface ReadText {
  document: Document;
  lines: LineCounter;
}

const texts = new WeakMap<KubeObject, ReadText>();

/**
 * Line (from 1) of a field in an object, in the text that the editor shows of it, or of the nearest parent that is there.
 * @param path as a decision names it: `spec.http[0].match[1].headers.end-user`; keys may hold dots
 * @param draft the text itself, where the object is read from one
 */
export function lineOfPath(object: KubeObject, path: string, draft?: string): number {
  let text = texts.get(object);
  if (text === undefined) {
    const lines = new LineCounter();
    text = { document: parseDocument(draft ?? toYaml(object), { lineCounter: lines }), lines };
    texts.set(object, text);
  }
  return text.lines.linePos(yamlOffset(text.document.contents, path)).line;
}
