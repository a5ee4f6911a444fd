/** Every address of the dashboard. The query keys `ns`, `range` and `refresh` belong to the top bar (see scope.ts). */
export interface Ref {
  kind: string;
  namespace: string;
  name: string;
}
export interface ServiceRef {
  namespace: string;
  name: string;
}
export function isSameRef(a: Ref, b: Ref): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

export type WizardKind = 'canary' | 'mirror' | 'fault';

/** How a wizard opens: `via`, `object` (a VirtualService) and `rule` (its index there) choose what is shaped, `set` (`v2:40`) fills a share in, `step` goes on to the review. */
export interface WizardStart {
  via?: string;
  object?: ServiceRef;
  rule?: number;
  set?: string;
  step?: 'review';
}

/** A request to explain by what it should be like: to a service, from a workload, taken by a rule (its index in an object). */
export interface ExplainLike {
  service: ServiceRef;
  from?: ServiceRef;
  rule?: { ref: Ref; index: number };
}

export const paths = {
  topology: (search: { sel?: string | undefined } = {}) => `/${toSearch(search)}`,
  services: () => '/services',
  service: (service: ServiceRef) => `/services/${segment(service.namespace)}/${segment(service.name)}`,
  traffic: () => '/traffic',
  /** A wizard on one service; without a service it asks for one first. Read back with `wizardTarget`. */
  wizard: (kind: WizardKind, service?: ServiceRef | null, start: WizardStart = {}) =>
    `/steer/${kind}${toSearch({
      namespace: service?.namespace,
      service: service?.name,
      via: start.via,
      object: start.object && `${start.object.namespace}/${start.object.name}`,
      rule: start.rule === undefined ? undefined : String(start.rule),
      set: start.set,
      step: start.step,
    })}`,
  /** The live panel of an experiment; `ref` is the VirtualService that carries it. */
  watch: (kind: WizardKind, ref: Ref, ruleIndex: number) =>
    `/traffic/${kind}/${segment(ref.namespace)}/${segment(ref.name)}${toSearch({ rule: String(ruleIndex) })}`,
  /** The review of one line that takes a fault away. */
  stopFault: (ref: Ref, ruleIndex: number) =>
    `/traffic/fault/stop${toSearch({ namespace: ref.namespace, name: ref.name, rule: String(ruleIndex) })}`,
  /** The same for a mirror. */
  stopMirror: (ref: Ref, ruleIndex: number) =>
    `/traffic/mirror/stop${toSearch({ namespace: ref.namespace, name: ref.name, rule: String(ruleIndex) })}`,
  /** The review that takes a recorded change back. */
  revert: (changeId: string) => `/traffic/revert/${segment(changeId)}`,
  /** The request in the address is the page's own (features/explain); `like` asks for one that fits. */
  explain: (like?: ExplainLike) =>
    `/explain${toSearch({
      like: like && `${like.service.namespace}/${like.service.name}`,
      by: like?.from && `${like.from.namespace}/${like.from.name}`,
      rule: like?.rule && `${like.rule.ref.kind}/${like.rule.ref.namespace}/${like.rule.ref.name}/${like.rule.index}`,
    })}`,
  /** Explain with the drafts that were handed over (explain-drafts.ts). */
  explainDraft: () => '/explain?rules=draft',
  config: () => '/config',
  /** `line` is brought into view. */
  object: (ref: Ref, line?: number | null) =>
    `/config/${segment(ref.kind)}/${segment(ref.namespace || '_')}/${segment(ref.name)}${toSearch({ line: line ? String(line) : undefined })}`,
  newObject: (kind: string) => `/config/new/${segment(kind)}`,
};

/** The service a wizard was opened on; null when none was named. */
export function wizardTarget(search: URLSearchParams): ServiceRef | null {
  const namespace = search.get('namespace');
  const name = search.get('service');
  return namespace && name ? { namespace, name } : null;
}

function segment(value: string): string {
  return encodeURIComponent(value);
}

function toSearch(values: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value) query.set(key, value);
  return query.size > 0 ? `?${query}` : '';
}
