import type { Steering } from '@pidalio/contract';
import { ruleChoices, type SteeringInput } from '@pidalio/recipes';
import { isSameRef, type Ref, type WizardKind } from '../../lib/paths.ts';
import { toInput } from './wizard-draft.ts';

/** What an address asks for; each part may be missing, or name what does not exist (any more). */
export interface WantedPlace {
  via: string | null;
  /** `namespace/name` of a VirtualService. */
  object: string | null;
  rule: number | null;
}

/** Where a wizard opens: the traffic it steers, the object it edits, and the rule there; null: the recipe chooses. */
export interface OpeningPlace {
  input: SteeringInput;
  /** Objects that hold the rules of this traffic: the one that governs, and those it delegates to. */
  holders: readonly Ref[];
  ruleIndex: number | null;
}

/**
 * Only what the cluster has is opened: an unknown object or gateway falls back to where most of the service's requests come from. Of
 * several holders the one that a link names, else one that already does what the wizard is about, else the one that takes the most.
 */
export function openingPlace(steering: Steering, kind: WizardKind, wanted: WantedPlace): OpeningPlace {
  const [namespace = '', name = ''] = wanted.object?.split('/') ?? [];
  const asked: Ref = { kind: 'VirtualService', namespace, name };
  const holding = wanted.object === null ? [] : steering.vantages.filter((vantage) => holdersOf(vantage).some(isSameAs(asked)));
  const candidates = holding.length > 0 ? holding : steering.vantages;
  const vias = wanted.via?.split(', ') ?? [];
  const vantage = candidates.find(({ via }) => vias.includes(via)) ?? busiest(candidates) ?? ungoverned(steering);
  const holders = holdersOf(vantage);
  const input = (holder: Ref | null) => toInput(steering, vantage, holder);
  if (holding.length > 0) return { input: input(asked), holders, ruleIndex: wanted.rule };
  const active = holders.find((holder) =>
    ruleChoices(input(holder)).some(({ hasRoute, toService, ...has }) => hasRoute && toService && isActive(kind, has)),
  );
  const holder = active ?? busiestHolder(steering, vantage.via, holders);
  // An index without its object counts in the one that governs.
  const meant = wanted.object === null && (holder === null || isSameAs(holder)(vantage.governing)) ? wanted.rule : null;
  return { input: input(holder), holders, ruleIndex: meant };
}

type Vantage = Steering['vantages'][number];

function holdersOf({ governing, delegates }: Vantage): Ref[] {
  return governing === null ? [] : [governing, ...delegates];
}

function ungoverned({ service }: Steering): Vantage {
  return { via: 'mesh', governing: null, delegates: [], host: service.host, requestsPerSecond: 0 };
}

function busiest(vantages: readonly Vantage[]): Vantage | undefined {
  return [...vantages].sort((a, b) => b.requestsPerSecond - a.requestsPerSecond)[0];
}

function busiestHolder({ routes }: Steering, via: string, holders: readonly Ref[]): Ref | null {
  const rateOf = (holder: Ref) =>
    routes.filter((route) => route.via === via && isSameRef(route.ref, holder)).reduce((sum, route) => sum + route.requestsPerSecond, 0);
  return [...holders].sort((a, b) => rateOf(b) - rateOf(a))[0] ?? null;
}

function isSameAs(ref: Ref): (other: Ref | null) => boolean {
  return (other) => other !== null && isSameRef(ref, other);
}

function isActive(kind: WizardKind, { hasFault, hasMirror }: { hasFault: boolean; hasMirror: boolean }): boolean {
  return kind === 'fault' ? hasFault : kind === 'mirror' && hasMirror;
}
