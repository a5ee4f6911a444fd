import type { Steering, WantedOperation } from '@pidalio/contract';
import type { KubeObject } from '@pidalio/istio';
import { type FormError, mergeThreeWay, type Reading, type SteeringInput, syncYaml } from '@pidalio/recipes';
import { parseDocument, stringify } from 'yaml';
import type { Ref } from '../../lib/paths.ts';
import type { Recipe } from './recipe.ts';

/** An object as it was opened: the YAML shown, and the version it stands for. */
export interface OpenedObject {
  ref: Ref;
  yaml: string;
  seen: string;
}

/**
 * What a wizard holds. The form is kept against `texts`: the YAML as opened, or as last edited by hand, so that comments and order of
 * the text survive every change of the form.
 */
export interface WizardDraft<Form> {
  opened: OpenedObject[];
  texts: Record<string, string>;
  /** null while the text says something the form cannot show. */
  form: Form | null;
  /** The form when it was last free of errors that keep it from being written; what the texts show meanwhile. */
  whole: Form | null;
  ruleIndex: number | null;
  reason: string;
}

/** One object of the change beside the form. */
export interface WizardDocument {
  key: string;
  ref: Ref;
  /** null for an object that does not exist yet. */
  opened: OpenedObject | null;
  text: string;
  isChanged: boolean;
}

export function keyOf(ref: Ref): string {
  return `${ref.kind}/${ref.namespace}/${ref.name}`;
}

export function refOf(object: KubeObject): Ref {
  return { kind: object.kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name };
}

/** `governing` is the object to edit: the vantage's own, or one that it delegates to. */
export function toInput(
  steering: Steering,
  vantage: Pick<Steering['vantages'][number], 'via' | 'host'>,
  governing: Ref | null,
): SteeringInput {
  return {
    service: steering.service,
    versions: steering.workloads.map(({ version, labels }) => ({ version, labels })),
    objects: steering.objects.map(toKubeObject),
    vantage: { via: vantage.via, host: vantage.host, governing },
  };
}

function toKubeObject(object: Steering['objects'][number]): KubeObject {
  const { name, namespace, resourceVersion, ...rest } = object.metadata;
  return {
    ...object,
    metadata: {
      ...rest,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
}

/** The input with the draft's texts in place of the cluster's objects. */
export function draftInput(input: SteeringInput, draft: Pick<WizardDraft<unknown>, 'texts'>): SteeringInput {
  const drafted = Object.values(draft.texts).flatMap((text) => parseObject(text) ?? []);
  const keys = new Set(drafted.map((object) => keyOf(refOf(object))));
  const others = input.objects.filter((object) => !keys.has(keyOf(refOf(object))));
  const own = drafted.find((object) => object.kind === 'VirtualService');
  const governing = input.vantage.governing ?? (own ? refOf(own) : null);
  return { ...input, objects: [...drafted, ...others], vantage: { ...input.vantage, governing } };
}

export function openDraft<Form>(
  recipe: Recipe<Form>,
  input: SteeringInput,
  opened: OpenedObject[],
  ruleIndex: number | null,
): { draft: WizardDraft<Form>; cannotShow: Reading<Form>['cannotShow'] } {
  const texts = Object.fromEntries(opened.map(({ ref, yaml }) => [keyOf(ref), yaml]));
  const { form, cannotShow } = recipe.read(draftInput(input, { texts }), ruleIndex ?? undefined);
  return { draft: { opened, texts, form, whole: null, ruleIndex, reason: '' }, cannotShow };
}

export function formErrors<Form>(recipe: Recipe<Form>, draft: WizardDraft<Form>, input: SteeringInput): FormError[] {
  return draft.form === null ? [] : recipe.validate(draft.form, draftInput(input, draft));
}

export function isWritable<Form>(recipe: Recipe<Form>, draft: WizardDraft<Form>, input: SteeringInput): boolean {
  return formErrors(recipe, draft, input).every((error) => recipe.isExpressible(error));
}

/** The objects beside the form: those opened and those the form creates, subsets before the rules that use them. */
export function documentsOf<Form>(recipe: Recipe<Form>, draft: WizardDraft<Form>, input: SteeringInput): WizardDocument[] {
  const base = draftInput(input, draft);
  const form = isWritable(recipe, draft, input) ? draft.form : draft.whole;
  const changes = form === null ? [] : recipe.write(form, base);
  const written = new Map(changes.map(({ object }) => [keyOf(refOf(object)), object]));
  const held = Object.entries(draft.texts).map(([key, text]): WizardDocument => {
    const after = written.get(key);
    const opened = draft.opened.find((object) => keyOf(object.ref) === key) ?? null;
    const ref = opened?.ref ?? refFromKey(key);
    const next = after ? syncYaml(text, after) : text;
    return { key, ref, opened, text: next, isChanged: opened === null || !saysTheSame(next, opened.yaml) };
  });
  const created = changes
    .filter(({ object }) => !(keyOf(refOf(object)) in draft.texts))
    .map(({ object }): WizardDocument => {
      const ref = refOf(object);
      return { key: keyOf(ref), ref, opened: null, text: stringify(object, { lineWidth: 0 }), isChanged: true };
    });
  return [...held, ...created].sort((a, b) => kindOrder(a) - kindOrder(b));
}

function kindOrder({ ref }: WizardDocument): number {
  return ref.kind === 'DestinationRule' ? 1 : 0;
}

function refFromKey(key: string): Ref {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  return { kind, namespace, name };
}

/** Lays a hand-made edit of one object's text under the form, which is read again from it. */
export function withText<Form>(
  recipe: Recipe<Form>,
  draft: WizardDraft<Form>,
  input: SteeringInput,
  documents: readonly WizardDocument[],
  key: string,
  text: string,
): { draft: WizardDraft<Form>; cannotShow: Reading<Form>['cannotShow'] } {
  const texts = Object.fromEntries(documents.map((document) => [document.key, document.key === key ? text : document.text]));
  const { form, cannotShow } = recipe.read(draftInput(input, { texts }), draft.ruleIndex ?? undefined);
  return { draft: { ...draft, texts, form, whole: null }, cannotShow };
}

/** The operations that make the cluster say what the documents say. Subsets come first; the server orders again. */
export function operationsOf(documents: readonly WizardDocument[]): WantedOperation[] {
  const changed = documents.filter((document) => document.isChanged);
  const ordered = [...changed].sort((a, b) => kindOrder(b) - kindOrder(a));
  return ordered.flatMap((document): WantedOperation[] => {
    const object = parseObject(document.text);
    if (!object) return [];
    return document.opened ? [{ action: 'update', object, seen: document.opened.seen }] : [{ action: 'create', object }];
  });
}

/** Takes over what others changed meanwhile where it does not touch this draft's changes; where it does, the draft's stays. */
export function mergeTheirs(documents: readonly WizardDocument[], live: readonly OpenedObject[]) {
  const conflicts: { key: string; path: string; was: unknown; theirs: unknown; yours: unknown }[] = [];
  const texts: Record<string, string> = {};
  for (const document of documents) {
    const theirs = live.find(({ ref }) => keyOf(ref) === document.key);
    if (!theirs || !document.opened || theirs.seen === document.opened.seen) {
      texts[document.key] = document.text;
      continue;
    }
    const merge = mergeThreeWay(parse(document.opened.yaml), parse(theirs.yaml), parse(document.text));
    texts[document.key] = syncYaml(document.text, merge.merged);
    conflicts.push(...merge.conflicts.map((conflict) => ({ key: document.key, ...conflict })));
  }
  return { texts, conflicts };
}

function parse(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

/** undefined for a text that is not one Kubernetes object. */
export function parseObject(text: string): KubeObject | undefined {
  const value = parse(text);
  return isKubeObject(value) ? value : undefined;
}

export function parseError(text: string): { message: string; line: number } | null {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return { message: error.message.split('\n')[0] ?? '', line: error.linePos?.[0].line ?? 1 };
  return isKubeObject(document.toJS()) ? null : { message: 'apiVersion, kind, metadata.name', line: 1 };
}

function isKubeObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null || !('apiVersion' in value) || !('kind' in value) || !('metadata' in value)) return false;
  const { metadata } = value;
  return (
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    typeof metadata === 'object' &&
    metadata !== null &&
    'name' in metadata &&
    typeof metadata.name === 'string'
  );
}

function saysTheSame(a: string, b: string): boolean {
  return a === b || JSON.stringify(parse(a)) === JSON.stringify(parse(b));
}
