import { isMap, LineCounter, parseAllDocuments } from 'yaml';
import type { Translate } from '../../lib/words.ts';
import { closestName } from './closest-name.ts';
import { type FieldPath, formatPath, pathAt } from './field-path.ts';
import type { Problem } from './problems.ts';
import { fieldsAt } from './schema-fields.ts';
import type { ConfigWord } from './words.ts';

/** A problem as yaml-language-server words it, and where. */
export interface RawProblem {
  message: string;
  line: number;
  column: number;
}

type Words = Translate<ConfigWord>;
interface Place {
  /** Name of the field that is wrong. */
  field: string;
  t: Words;
}

/** Sentences of yaml-language-server (src/languageservice/parser/jsonParser07.ts) and ours for the same. What is not here is shown as it is. */
const sentences: readonly [RegExp, (found: readonly string[], place: Place) => string][] = [
  [
    /^Incorrect type\. Expected (?:one of )?"?([^"]*?)"?\.$/,
    ([types = ''], { field, t }) => t('explain.type', { field, type: typesInWords(types, t) }),
  ],
  [/^Value is not accepted\. Valid values: (.*)\.$/, ([values = ''], { field, t }) => t('explain.values', { field, values: bare(values) })],
  [/^Value must be (.*)\.$/, ([value = ''], { field, t }) => t('explain.values', { field, values: bare(value) })],
  [
    /^(?:Missing property|Object is missing property) "?([^"]*?)"?(?: required by property .*)?\.$/,
    ([name = ''], { t }) => t('explain.missing', { name }),
  ],
  [/^Value is below the (?:exclusive )?minimum of (.*)\.$/, ([n = ''], { field, t }) => t('explain.least', { field, n })],
  [/^Value is above the (?:exclusive )?maximum of (.*)\.$/, ([n = ''], { field, t }) => t('explain.most', { field, n })],
  [/^String is shorter than the minimum length of (.*)\.$/, ([n = ''], { field, t }) => t('explain.shortest', { field, n })],
  [/^String is longer than the maximum length of (.*)\.$/, ([n = ''], { field, t }) => t('explain.longest', { field, n })],
  [/^Array has too few items\. Expected (\d+) or more\.$/, ([n = ''], { field, t }) => t('explain.fewest', { field, n })],
  [/^Array has too many items.* Expected (\d+) or fewer\.$/, ([n = ''], { field, t }) => t('explain.fewer', { field, n })],
  [/^Array has duplicate items\.$/, (_, { field, t }) => t('explain.twice', { field })],
  [/^Matches multiple schemas when only one must validate\.$/, (_, { field, t }) => t('explain.oneOf', { field })],
  [/^Matches a schema that is not allowed\.$/, (_, { field, t }) => t('explain.not', { field })],
  [/^Not a duration\.$/, (_, { field, t }) => t('explain.duration', { field })],
  [/^String does not match the pattern of "(.*)"\.$/, ([pattern = ''], { field, t }) => t('explain.pattern', { field, pattern })],
];

/** The same problem in plain words of the interface's language, with the field it concerns and, where a name was mistyped, its correction. */
export function explainProblem(raw: RawProblem, text: string, schema: Record<string, unknown>, t: Words): Problem {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter });
  const offset = (counter.lineStarts[raw.line - 1] ?? 0) + raw.column - 1;
  const document = (Array.isArray(documents) ? documents : []).findLast(({ range }) => (range?.[0] ?? 0) <= offset);
  const path = document ? pathAt(document, offset) : [];
  const problem: Problem = { source: 'schema', severity: 'error', line: raw.line, message: raw.message, path: formatPath(path) || null };
  const name = /^Property (.*) is not allowed\.$/.exec(raw.message)?.[1];
  if (name !== undefined && document) {
    const parent = path.slice(0, -1);
    const present = document.getIn(parent);
    const object = { apiVersion: document.get('apiVersion'), kind: document.get('kind') };
    const free = fieldsAt(schema, object, parent).filter((field) => !(isMap(present) && present.has(field)));
    const meant = closestName(name, free);
    if (meant === undefined) return { ...problem, message: t('explain.unknown', { name }) };
    return { ...problem, message: t('explain.meant', { name, meant }), fix: { offset, from: name, to: meant } };
  }
  for (const [pattern, say] of sentences) {
    const found = pattern.exec(raw.message);
    if (found) return { ...problem, message: say(found.slice(1), { field: fieldName(path, t), t }) };
  }
  return problem;
}

/** The last name on the way; of an item of a list, the list's with the item's number. */
function fieldName(path: FieldPath, t: Words): string {
  const at = path.findLastIndex((step) => typeof step === 'string');
  return at < 0 ? t('explain.text') : formatPath(path.slice(at));
}

function typesInWords(types: string, t: Words): string {
  const names: Record<string, ConfigWord> = {
    array: 'type.array',
    object: 'type.object',
    string: 'type.string',
    integer: 'type.integer',
    number: 'type.number',
    boolean: 'type.boolean',
    null: 'type.null',
  };
  return types
    .split(/\s*[|,]\s*/)
    .map((type) => (names[type] ? t(names[type]) : type))
    .join(t('type.or'));
}

function bare(values: string): string {
  return values.replaceAll('"', '');
}
