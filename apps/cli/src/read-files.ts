import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fieldsOf, type KubeObject, listOf, textOf } from '@pidalio/istio';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { CommandError } from './command.ts';
import { EXIT_USAGE } from './exit-codes.ts';

/** Where an object was read from. */
export interface Source {
  file: string;
  document: Document;
  lines: LineCounter;
  /** Path of the object in the document: '' or `items[2]`. */
  at: string;
}

export interface ReadObjects {
  objects: readonly KubeObject[];
  /** Of objects that were read from files. */
  sources: ReadonlyMap<KubeObject, Source>;
  /** What was passed over, a line each. */
  notes: readonly string[];
}

const shape = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** Kinds that are in no namespace and that matter here. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['Namespace', 'GatewayClass', 'CustomResourceDefinition', 'Node']);

/** Kinds by which the pods behind a Service are known. */
const POD_KINDS: ReadonlySet<string> = new Set(['Pod', 'Endpoints', 'EndpointSlice']);

/** Objects of YAML and JSON files, of folders with everything below them, and of the standard input (`-`). Reports everything that is wrong at once. */
export async function readFiles(places: readonly string[], namespace: string, readStdin: () => Promise<string>): Promise<ReadObjects> {
  const problems: string[] = [];
  const notes: string[] = [];
  const found = new Map<string, { object: KubeObject; source: Source }>();
  for (const { file, named } of places.flatMap((place) => filesAt(place, problems))) {
    const text = file === '-' ? await readStdin() : readFileSync(file, 'utf8');
    for (const { value, source, line } of documentsOf(file, text, problems)) {
      const parsed = shape.safeParse(value);
      const where = `${file}:${line}`;
      if (!parsed.success) {
        const what = `${where}: no Kubernetes object (apiVersion, kind and metadata.name are needed).${hintFor(text)}`;
        if (named) problems.push(what);
        else notes.push(`${what} Passed over.`);
        continue;
      }
      const object = inNamespace(parsed.data as KubeObject, namespace);
      const key = `${object.apiVersion.split('/').at(-2) ?? ''}/${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      if (found.has(key)) notes.push(`${where}: ${object.kind} ${object.metadata.name} again; the later one counts.`);
      found.set(key, { object, source });
    }
  }
  if (problems.length > 0) throw new CommandError(problems, EXIT_USAGE);
  const hasPods = [...found.values()].some(({ object }) => POD_KINDS.has(object.kind));
  const read = [...found.values()].map(({ object, source }) => ({ object: withAddress(object, hasPods), source }));
  if (read.length === 0) throw new CommandError([`No Kubernetes objects in ${places.join(', ')}.`], EXIT_USAGE);
  return { objects: read.map(({ object }) => object), sources: new Map(read.map(({ object, source }) => [object, source])), notes };
}

function filesAt(place: string, problems: string[]): { file: string; named: boolean }[] {
  if (place === '-') return [{ file: '-', named: true }];
  try {
    return statSync(place).isDirectory() ? filesBelow(place).map((file) => ({ file, named: false })) : [{ file: place, named: true }];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problems.push(`${place}: ${code === 'ENOENT' ? 'there is no such file or folder' : `cannot be read (${code})`}.`);
    return [];
  }
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return filesBelow(file);
    return /\.(ya?ml|json)$/.test(entry.name) ? [file] : [];
  });
}

function* documentsOf(file: string, text: string, problems: string[]): Generator<{ value: unknown; source: Source; line: number }> {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  for (const document of 'empty' in documents ? [] : documents) {
    if (document.errors.length > 0) {
      for (const { pos, message } of document.errors) {
        const { line, col } = lines.linePos(pos[0]);
        problems.push(`${file}:${line}:${col}: ${message.split('\n')[0]}.${hintFor(text)}`);
      }
      continue;
    }
    const value: unknown = document.toJS();
    if (value === null) continue;
    const fields = fieldsOf(value);
    const start = lines.linePos(document.contents?.range?.[0] ?? 0).line;
    if (typeof fields.kind === 'string' && fields.kind.endsWith('List') && Array.isArray(fields.items)) {
      for (const [index, item] of listOf(fields.items).entries()) {
        yield { value: item, source: { file, document, lines, at: `items[${index}]` }, line: start };
      }
    } else yield { value, source: { file, document, lines, at: '' }, line: start };
  }
}

function hintFor(text: string): string {
  return text.includes('{{') ? ' Is this a template? Render it first (helm template).' : '';
}

/** What names no namespace goes where kubectl would put it. */
function inNamespace(object: KubeObject, namespace: string): KubeObject {
  if (object.metadata.namespace !== undefined || CLUSTER_SCOPED.has(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/**
 * Proxies tell connections apart that are no HTTP by the address that is dialled. The API server gives every Service one, and a headless one
 * has those of its pods; in files there is seldom either, and the Service's name stands for it.
 */
function withAddress(object: KubeObject, hasPods: boolean): KubeObject {
  const spec = fieldsOf(object.spec);
  const clusterIP = textOf(spec.clusterIP) ?? '';
  const hasAddress = clusterIP === 'None' ? hasPods : clusterIP !== '';
  if (object.kind !== 'Service' || object.apiVersion !== 'v1' || spec.type === 'ExternalName' || hasAddress) return object;
  const name = `${object.metadata.name}.${object.metadata.namespace ?? ''}`;
  return { ...object, spec: { ...spec, clusterIP: name, clusterIPs: [name] } };
}
