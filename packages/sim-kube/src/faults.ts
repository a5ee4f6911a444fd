import type { FaultInjector, FaultRule, RequestMatch } from './types.ts';

/** What a request is, as fault rules choose it. */
export interface FaultSubject {
  /** '' for paths that name no resource. */
  verb: string;
  group: string;
  plural: string;
  namespace: string;
}

interface Active {
  rule: FaultRule;
  left: number;
}

/** Faults that tests and demonstrations ask for. The in-process client never meets them. */
export class Faults implements FaultInjector {
  private readonly active = new Set<Active>();
  private readonly random: () => number;
  private readonly forget: () => void;
  private readonly streams = new Set<() => void>();
  private partitioned: { healed: Promise<void>; heal: () => void } | undefined;

  constructor(random: () => number, forget: () => void) {
    this.random = random;
    this.forget = forget;
  }

  add(rule: FaultRule): () => void {
    const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.active.add(entry);
    return () => this.active.delete(entry);
  }

  rules(): FaultRule[] {
    return [...this.active].map(({ rule }) => rule);
  }

  clear(): void {
    this.active.clear();
    this.heal();
  }

  dropWatches(): void {
    for (const drop of [...this.streams]) drop();
  }

  compact(): void {
    this.forget();
  }

  partition(): void {
    if (this.partitioned) return;
    let heal = () => {};
    const healed = new Promise<void>((resolve) => {
      heal = resolve;
    });
    this.partitioned = { healed, heal };
  }

  heal(): void {
    this.partitioned?.heal();
    this.partitioned = undefined;
  }

  /** Settles when nothing keeps requests and events from passing; undefined when they may pass at once. */
  get blocked(): Promise<void> | undefined {
    return this.partitioned?.healed;
  }

  /** The rules that strike this request now, of these kinds. */
  strike(subject: FaultSubject, kinds: readonly FaultRule['effect']['kind'][]): FaultRule['effect'][] {
    const struck: FaultRule['effect'][] = [];
    for (const entry of [...this.active]) {
      const { rule } = entry;
      if (!kinds.includes(rule.effect.kind) || !matches(rule.match, subject)) continue;
      if (rule.probability !== undefined && this.random() >= rule.probability) continue;
      struck.push(rule.effect);
      entry.left--;
      if (entry.left <= 0) this.active.delete(entry);
    }
    return struck;
  }

  /** Notes an open watch, which `dropWatches` breaks; the returned function forgets it. */
  track(drop: () => void): () => void {
    this.streams.add(drop);
    return () => this.streams.delete(drop);
  }
}

function matches(match: RequestMatch | undefined, { verb, group, plural, namespace }: FaultSubject): boolean {
  if (!match) return true;
  return (
    (match.verbs?.includes(verb) ?? true) &&
    (match.group ?? group) === group &&
    (match.plural ?? plural) === plural &&
    (match.namespace ?? namespace) === namespace
  );
}
