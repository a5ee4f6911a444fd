import { expandHost, type Fields, fieldsOf, type KubeObject, numberOf, textOf } from '@pidalio/istio';
import { ownHostSpelling, type Reading, withName } from './canary.ts';
import { fieldsList, sameJson, withField, without } from './json.ts';
import { type ChosenRule, chooseRule, isItem } from './rules.ts';
import {
  type Change,
  clusterDomain,
  httpRules,
  isOwnHost,
  newVirtualService,
  ruleName,
  type SteeringInput,
  withHttpRules,
} from './steering-input.ts';
import { ensureSubsets, readTargets } from './subsets.ts';
import { readRoute } from './weights.ts';

export interface MirrorForm {
  ruleIndex: number | null;
  routeName: string;
  /** The copies go to a version of the service, or to another service. */
  to: { kind: 'version'; subset: string } | { kind: 'service'; namespace: string; name: string };
  /** 0 to 100, in steps of 0.0001; null while what was typed is no number. */
  percent: number | null;
  /** Whether the rule mirrors already. */
  active: boolean;
  /** Mirrors of the rule beyond the first, which stay as they are. */
  moreMirrors: number;
}

export function readMirror(input: SteeringInput, ruleIndex?: number): Reading<MirrorForm> {
  const chosen = chooseRule(input, ruleIndex, ({ hasMirror }) => hasMirror);
  const fresh: MirrorForm = {
    ruleIndex: null,
    routeName: 'mirror',
    to: { kind: 'version', subset: freshTarget(chosen, input) },
    percent: 0,
    active: false,
    moreMirrors: 0,
  };
  if (chosen === null) return { form: fresh, cannotShow: [] };
  if (isItem(chosen)) return { form: null, cannotShow: [chosen] };
  const rule = { ...fresh, ruleIndex: chosen.ruleIndex, routeName: ruleName(chosen.rule) };
  const current = readCurrent(chosen.rule);
  if (!current) return { form: rule, cannotShow: [] };
  const to = readDestination(current.destination, chosen.object, input);
  return { form: { ...rule, to, percent: current.percent, active: true, moreMirrors: current.more }, cannotShow: [] };
}

/** The newest version that does not get everything anyway. */
function freshTarget(chosen: ReturnType<typeof chooseRule>, input: SteeringInput): string {
  const live = chosen === null || isItem(chosen) ? '' : versionsOfRule(chosen, input);
  const targets = readTargets(input);
  return targets.findLast(({ labels }) => versionsWith(labels, input) !== live)?.subset ?? '';
}

/** Whether the copies would go where every request of the rule goes already. */
export function mirrorsToItself({ to, ruleIndex }: MirrorForm, input: SteeringInput): boolean {
  const chosen = chooseRule(input, ruleIndex ?? undefined);
  if (chosen === null || isItem(chosen) || to.kind !== 'version' || to.subset === '') return false;
  const target = readTargets(input).find(({ subset }) => subset === to.subset);
  const live = versionsOfRule(chosen, input);
  return target !== undefined && live !== '' && versionsWith(target.labels, input) === live;
}

/** The one set of versions that all destinations with a weight lead to; '' where they differ or leave the service. */
function versionsOfRule({ rule, object }: ChosenRule, input: SteeringInput): string {
  const namespace = object.metadata.namespace ?? '';
  const targets = readTargets(input);
  const sets = readRoute(rule)
    .filter(({ weightPercent }) => (weightPercent ?? 0) > 0)
    .map(({ host, subset }) => {
      const labels = subset === '' ? {} : targets.find((target) => target.subset === subset)?.labels;
      return labels && isOwnHost(host, namespace, input) ? versionsWith(labels, input) : '';
    });
  const [first = '', ...more] = new Set(sets);
  return more.length === 0 ? first : '';
}

function versionsWith(labels: Readonly<Record<string, string>>, input: SteeringInput): string {
  const wanted = Object.entries(labels);
  const selected = input.versions.filter((candidate) => wanted.every(([key, value]) => candidate.labels[key] === value));
  return selected.map(({ version }) => version).join(' ');
}

interface CurrentMirror {
  destination: Fields;
  percent: number;
  more: number;
}

/** `mirror` with `mirrorPercentage` (or the deprecated `mirrorPercent`), or the first of `mirrors`. Absent means all (istio route.go MirrorPercent). */
function readCurrent(rule: Fields): CurrentMirror | null {
  const [first, ...more] = fieldsList(rule.mirrors);
  if (first) return { destination: fieldsOf(first.destination), percent: percentOf(first.percentage) ?? 100, more: more.length };
  if (!('mirror' in rule)) return null;
  const percent = percentOf(rule.mirrorPercentage) ?? numberOf(rule.mirrorPercent) ?? 100;
  return { destination: fieldsOf(rule.mirror), percent, more: 0 };
}

export function percentOf(percentage: unknown): number | undefined {
  return percentage === undefined ? undefined : (numberOf(fieldsOf(percentage).value) ?? 0);
}

function readDestination(destination: Fields, object: KubeObject, input: SteeringInput): MirrorForm['to'] {
  const namespace = object.metadata.namespace ?? '';
  const host = textOf(destination.host) ?? '';
  if (isOwnHost(host, namespace, input)) return { kind: 'version', subset: textOf(destination.subset) ?? '' };
  const [name = '', hostNamespace = namespace] = expandHost(host, namespace, clusterDomain(input)).split('.');
  return { kind: 'service', namespace: hostNamespace, name };
}

export function writeMirror(form: MirrorForm, input: SteeringInput): Change[] {
  if (!form.active && form.percent === 0) return [];
  const chosen = chooseRule(input, form.ruleIndex ?? undefined);
  if (chosen !== null && isItem(chosen)) return [];
  const change = chosen === null ? createMirror(form, input) : updateMirror(form, chosen, input);
  if (!change) return [];
  const subsets = form.to.kind === 'version' && form.to.subset !== '' ? ensureSubsets(input, [form.to.subset]) : null;
  return subsets ? [subsets, change] : [change];
}

/** No rule yet: the live traffic keeps going wherever it goes, only the copies are named. */
function createMirror(form: MirrorForm, input: SteeringInput): Change {
  const base = { ...(form.routeName === '' ? {} : { name: form.routeName }), route: [{ destination: { host: input.service.name } }] };
  const object = newVirtualService(input, []);
  const rule = withMirror(base, form, object.metadata.namespace ?? '', input.service.name, input);
  return { action: 'create', object: withHttpRules(object, [rule]) };
}

function updateMirror(form: MirrorForm, chosen: ChosenRule, input: SteeringInput): Change | null {
  const namespace = chosen.object.metadata.namespace ?? '';
  const before = readMirror(input, chosen.ruleIndex).form;
  const named = withName(chosen.rule, form.routeName);
  const unchanged = before?.active && sameJson(before.to, form.to) && before.percent === form.percent;
  const rule = unchanged ? named : withMirror(named, form, namespace, ownHostSpelling(chosen, input), input);
  if (sameJson(rule, chosen.rule)) return null;
  const rules = chosen.rules.map((other, index) => (index === chosen.ruleIndex ? rule : other));
  return { action: 'update', object: withHttpRules(chosen.object, rules) };
}

function withMirror(rule: Fields, form: MirrorForm, namespace: string, ownHost: string, input: SteeringInput): Fields {
  const percentage = { value: form.percent ?? 0 };
  const [first, ...more] = fieldsList(rule.mirrors);
  if (first) {
    const destination = writeDestination(fieldsOf(first.destination), form, namespace, ownHost, input);
    return { ...rule, mirrors: [withField({ ...first, destination }, 'percentage', percentage), ...more] };
  }
  const destination = writeDestination(fieldsOf(rule.mirror), form, namespace, ownHost, input);
  const mirrored = withField(without(rule, 'mirrorPercent'), 'mirror', destination);
  return withField(mirrored, 'mirrorPercentage', percentage);
}

function writeDestination(before: Fields, form: MirrorForm, namespace: string, ownHost: string, input: SteeringInput): Fields {
  if (form.to.kind === 'version') {
    const host = isOwnHost(textOf(before.host) ?? '', namespace, input) ? before.host : ownHost;
    return form.to.subset === '' ? { host } : { host, subset: form.to.subset };
  }
  const { name, namespace: target } = form.to;
  const host = target === namespace ? name : `${name}.${target}.svc.${clusterDomain(input)}`;
  return { host };
}

/** The VirtualService without the mirror of one rule. */
export function stopMirror(virtualService: KubeObject, ruleIndex: number): KubeObject {
  const rules = httpRules(virtualService).map((rule, index) =>
    index === ruleIndex ? without(rule, 'mirror', 'mirrors', 'mirrorPercent', 'mirrorPercentage') : rule,
  );
  return withHttpRules(virtualService, rules);
}

export function locateInMirror(field: string): string | null {
  if (/\.(mirrorPercentage|mirrorPercent|percentage)\b/.test(field)) return 'percent';
  if (/\.mirrors?\b/.test(field)) return 'to';
  return /\.name$/.test(field) ? 'routeName' : null;
}
