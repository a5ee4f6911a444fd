import { fieldsOf, type KubeObject, selectsLabels, textOf } from '@pidalio/istio';
import { isForAllPods, matchLabels, records } from './fields.ts';
import type { Pod } from './pod.ts';
import type { Labels } from './sample.ts';

export type Metric = 'REQUEST_COUNT' | 'REQUEST_DURATION';
export type Mode = 'CLIENT' | 'SERVER';

/** What a tag may be made of: the Envoy attributes that Istio's stats filter offers to CEL. */
export interface TagAttributes {
  'xds.route_name': string;
  'request.method': string;
  'request.host': string;
  'request.url_path': string;
}

/** Tag name → expression; '' removes the tag. */
export type TagRules = Readonly<Record<string, string>>;

/** What is added to the counter and to the duration on one side of a proxy; most proxies add nothing on one of them. */
export type RequestTagRules = { count: TagRules; duration: TagRules } | 'none';

export interface RequestTags {
  countTags: Labels;
  durationTags: Labels;
}

export const NO_TAGS: RequestTags = { countTags: {}, durationTags: {} };

export function requestTagRules(telemetries: readonly KubeObject[], rootNamespace: string, pod: Pod, mode: Mode): RequestTagRules {
  const count = tagRules(telemetries, rootNamespace, pod, 'REQUEST_COUNT', mode);
  const duration = tagRules(telemetries, rootNamespace, pod, 'REQUEST_DURATION', mode);
  return Object.keys(count).length + Object.keys(duration).length === 0 ? 'none' : { count, duration };
}

/** Tags that Telemetry objects ask of this proxy: mesh-wide first, then its namespace, then its own selector. */
export function tagRules(telemetries: readonly KubeObject[], rootNamespace: string, pod: Pod, metric: Metric, mode: Mode): TagRules {
  const rules: Record<string, string> = {};
  for (const telemetry of inheritance(telemetries, rootNamespace, pod)) {
    for (const block of records(fieldsOf(telemetry.spec).metrics)) {
      for (const override of records(block.overrides)) {
        if (applies(fieldsOf(override.match), metric, mode)) Object.assign(rules, expressions(fieldsOf(override.tagOverrides)));
      }
    }
  }
  return rules;
}

export function evaluateTags(rules: TagRules, attributes: TagAttributes): Labels {
  const tags: Record<string, string> = {};
  for (const name in rules) tags[name] = evaluate(rules[name] ?? '', attributes);
  return tags;
}

function inheritance(telemetries: readonly KubeObject[], rootNamespace: string, pod: Pod): KubeObject[] {
  const inNamespace = (namespace: string) => telemetries.filter((telemetry) => telemetry.metadata.namespace === namespace);
  return [
    ...inNamespace(rootNamespace).filter(isForAllPods),
    ...(pod.namespace === rootNamespace ? [] : inNamespace(pod.namespace).filter(isForAllPods)),
    ...inNamespace(pod.namespace).filter((telemetry) => !isForAllPods(telemetry) && selectsLabels(matchLabels(telemetry), pod.labels)),
  ];
}

function applies(match: Record<string, unknown>, metric: Metric, mode: Mode): boolean {
  const asked = textOf(match.metric) || 'ALL_METRICS';
  const askedMode = textOf(match.mode) || 'CLIENT_AND_SERVER';
  return (asked === 'ALL_METRICS' || asked === metric) && (askedMode === 'CLIENT_AND_SERVER' || askedMode === mode);
}

function expressions(tagOverrides: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tagOverrides).map(([name, override]) => {
      const { operation, value } = fieldsOf(override);
      return [name, operation === 'REMOVE' ? '' : (textOf(value) ?? '')];
    }),
  );
}

/** Attributes and string literals only; what cannot be evaluated is "unknown", as in Istio's stats filter. */
function evaluate(expression: string, attributes: TagAttributes): string {
  if (expression === '') return '';
  const literal = /^(['"])([^'"]*)\1$/.exec(expression);
  if (literal) return literal[2] ?? '';
  return expression in attributes ? attributes[expression as keyof TagAttributes] : 'unknown';
}
