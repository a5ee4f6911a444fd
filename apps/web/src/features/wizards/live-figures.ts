import type { Steering } from '@pidalio/contract';
import { readTargets, type SteeringInput, type WeightRow } from '@pidalio/recipes';
import { isSameRef } from '../../lib/paths.ts';

/** What is known of a destination besides its weight: what it is called, its colour, and the share it gets now. */
export interface RowFacts {
  /** '' where no subset narrows it: any version. */
  label: string;
  versionIndex: number;
  /** 0..1 of the rule's requests, or of the service's while there is no rule; null where it cannot be told. */
  shareNow: number | null;
  /** Another destination of the rule leads to the same pods. */
  isAlike: boolean;
  /** The subset would be created. */
  isNew: boolean;
  pods: number | null;
}

/** With the shares of one rule's own requests, null where they cannot be told; while there is no rule, those of the service. */
export function withSharesOf(steering: Steering, { vantage }: SteeringInput, ruleIndex: number | null): Steering {
  const { via, governing } = vantage;
  if (ruleIndex === null || governing === null) return steering;
  const own = steering.routes.filter((route) => route.via === via && route.ruleIndex === ruleIndex && isSameRef(route.ref, governing));
  const [rule] = own;
  const known = own.length === 1 && rule?.attributable === true && rule.requestsPerSecond > 0;
  const shareOf = (name: string) => (known ? (rule.shares.find(({ workload }) => workload === name)?.share ?? 0) : null);
  return { ...steering, workloads: steering.workloads.map((workload) => ({ ...workload, shareSeen: shareOf(workload.name) })) };
}

/** `rows`: all destinations of the rule. Where another one leads to the same pods, nobody can tell whose share is seen (D3). */
export function factsOf(
  row: WeightRow,
  input: SteeringInput,
  steering: Pick<Steering, 'workloads'>,
  rows: readonly WeightRow[] = [],
): RowFacts {
  const isOther = !isOwn(row, input);
  const target = readTargets(input).find((candidate) => candidate.subset === row.subset);
  if (isOther || (row.subset !== '' && !target))
    return {
      label: [row.host, row.subset].filter(Boolean).join(' '),
      versionIndex: -1,
      shareNow: null,
      isAlike: false,
      isNew: false,
      pods: null,
    };
  // A subset names pods by labels; its share is that of all workloads whose pods carry them.
  const workloads = workloadsOf(row, input, steering);
  const sharing = rows.filter(
    (other) => other !== row && workloadsOf(other, input, steering).some((workload) => workloads.includes(workload)),
  );
  const isAlike = row.origin !== null && sharing.some(({ origin }) => origin !== null);
  // What any version gets is said version by version where they are listed too.
  const isSaidElsewhere = row.subset === '' && sharing.length > 0;
  const versions = new Set(workloads.map(({ versionIndex }) => versionIndex));
  return {
    label: row.subset,
    versionIndex: row.subset !== '' && versions.size === 1 ? (workloads[0]?.versionIndex ?? -1) : -1,
    isAlike,
    shareNow: isAlike || isSaidElsewhere ? null : sumOrNull(workloads.map(({ shareSeen }) => shareSeen)),
    isNew: target !== undefined && !target.exists,
    pods: workloads.reduce((sum, { pods }) => sum + pods, 0),
  };
}

function isOwn({ host }: WeightRow, { service }: SteeringInput): boolean {
  return host === '' || host === service.name || host === service.host;
}

function workloadsOf(row: WeightRow, input: SteeringInput, { workloads }: Pick<Steering, 'workloads'>): Steering['workloads'] {
  const target = readTargets(input).find((candidate) => candidate.subset === row.subset);
  if (!isOwn(row, input) || (row.subset !== '' && !target)) return [];
  const labels = Object.entries(target?.labels ?? {});
  return workloads.filter((workload) => labels.every(([key, value]) => workload.labels[key] === value));
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Requests per second that take a rule now; `null` where they cannot be told, and why: no name, or no route names on the metrics. */
export interface RuleRate {
  perSecond: number | null;
  unknown: 'unnamed' | 'unmeasured' | null;
}

/** Of a rule that is yet to be made: all that comes this way. */
export function rateOfRule({ routes, vantages }: Steering, { vantage }: SteeringInput, ruleIndex: number | null): RuleRate {
  const { via, governing } = vantage;
  if (ruleIndex === null || governing === null) {
    const here = vantages.find((candidate) => candidate.via === via);
    return here ? { perSecond: here.requestsPerSecond, unknown: null } : { perSecond: null, unknown: 'unmeasured' };
  }
  const own = routes.filter((route) => route.via === via && route.ruleIndex === ruleIndex && isSameRef(route.ref, governing));
  if (own.length === 0) return { perSecond: null, unknown: 'unmeasured' };
  if (own.every(({ attributable }) => attributable))
    return { perSecond: own.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0), unknown: null };
  return { perSecond: null, unknown: own.some(({ routeName }) => routeName === '') ? 'unnamed' : 'unmeasured' };
}
