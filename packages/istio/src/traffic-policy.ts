import type { MergedRule } from './destination-rule-index.ts';
import type { Origin } from './origin.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf } from './read.ts';

/** Blocks of a trafficPolicy; each counts as a whole or not at all. */
const BLOCKS = ['connectionPool', 'outlierDetection', 'loadBalancer', 'tls', 'tunnel', 'proxyProtocol', 'retryBudget'] as const;

export type BlockName = (typeof BLOCKS)[number];

/** `from` is absent for what MeshConfig says. */
export interface PolicyBlock {
  fields: Fields;
  from?: Origin;
}

/** The blocks that count for one cluster, and the object each stands in. */
export type TrafficPolicy = Partial<Record<BlockName, PolicyBlock>>;

/** A trafficPolicy as written. */
export interface WrittenPolicy {
  fields: Fields;
  from: Origin;
}

/** Blocks that settings for one port can hold; the others are the whole policy's alone (istio pilot shadowCopyPortTrafficPolicy). */
const PORT_BLOCKS: readonly BlockName[] = ['connectionPool', 'outlierDetection', 'loadBalancer', 'tls'];

/**
 * The part of a policy that counts for a port. An entry of `portLevelSettings` replaces everything: what it leaves out is not taken from the
 * policy around it but from the defaults (istio pilot networking/util GetPortLevelTrafficPolicy).
 */
export function policyForPort(policy: WrittenPolicy, port: number): { blocks: TrafficPolicy; portLevel: boolean } {
  const settings = listOf(policy.fields.portLevelSettings);
  const at = settings.findIndex((entry) => numberOf(fieldsOf(fieldsOf(entry).port).number) === port);
  if (at < 0) return { blocks: blocksOf(policy, BLOCKS), portLevel: false };
  const from = { ref: policy.from.ref, path: `${policy.from.path}.portLevelSettings[${at}]` };
  return { blocks: blocksOf({ fields: fieldsOf(settings[at]), from }, PORT_BLOCKS), portLevel: true };
}

/**
 * A subset's policy over that of its rule, block by block. If the subset has settings for the port, they replace the rule's blocks even where
 * they are silent (istio pilot model MergeTrafficPolicy).
 */
export function withSubsetPolicy(base: TrafficPolicy, subset: WrittenPolicy | undefined, port: number): TrafficPolicy {
  if (subset === undefined) return base;
  const { blocks, portLevel } = policyForPort(subset, port);
  const merged: TrafficPolicy = { ...base };
  if (portLevel) for (const name of PORT_BLOCKS) delete merged[name];
  return { ...merged, ...blocks };
}

/** MeshConfig.defaultTrafficPolicy fills in blocks that a rule leaves out; subsets are laid over the result (istio 1.32 applyDefaultTrafficPolicy). */
export function withMeshDefault(policy: TrafficPolicy, meshDefault: Fields | undefined): TrafficPolicy {
  const filled: TrafficPolicy = { ...policy };
  for (const name of ['connectionPool', 'outlierDetection'] as const) {
    const fields = meshDefault?.[name];
    if (filled[name] === undefined && isFields(fields)) filled[name] = { fields };
  }
  return filled;
}

/** The policy that a rule has for a port and subset ('' = none). */
export function trafficPolicyOf(rule: MergedRule | undefined, port: number, subset: string, meshDefault?: Fields): TrafficPolicy {
  const own = topPolicy(rule);
  const base = withMeshDefault(own === undefined ? {} : policyForPort(own, port).blocks, meshDefault);
  return subset === '' ? base : withSubsetPolicy(base, subsetPolicy(rule, subset), port);
}

export function topPolicy(rule: MergedRule | undefined): WrittenPolicy | undefined {
  const { trafficPolicy, ref } = rule?.policyFrom ?? {};
  return trafficPolicy === undefined || ref === undefined
    ? undefined
    : { fields: trafficPolicy, from: { ref, path: 'spec.trafficPolicy' } };
}

export function subsetPolicy(rule: MergedRule | undefined, name: string): WrittenPolicy | undefined {
  const subset = rule?.subsets.find((candidate) => candidate.name === name);
  if (subset?.trafficPolicy === undefined) return undefined;
  return { fields: subset.trafficPolicy, from: { ref: subset.ref, path: `${subset.path}.trafficPolicy` } };
}

function blocksOf({ fields, from }: WrittenPolicy, names: readonly BlockName[]): TrafficPolicy {
  const blocks: TrafficPolicy = {};
  for (const name of names) {
    const block = fields[name];
    if (isFields(block)) blocks[name] = { fields: block, from: { ref: from.ref, path: `${from.path}.${name}` } };
  }
  return blocks;
}
