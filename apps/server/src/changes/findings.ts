import type { Finding } from '@pidalio/contract';
import { withChanges } from '@pidalio/istio';
import { groupOf } from '../cluster/served-kind.ts';
import type { World } from '../mesh/world.ts';
import { governanceFindings } from './findings-governance.ts';
import { type Operation, toCatalogObject } from './findings-input.ts';
import { selectionFindings, unknownHosts } from './findings-references.ts';
import { emptySubsets, missingSubsets } from './findings-subsets.ts';

/** What a person should know before applying; the texts are made from the codes by whoever shows them. */
export function findingsOf(world: World, operations: readonly Operation[]): Finding[] {
  const now = world.catalog;
  const then = withChanges(now, {
    put: operations.flatMap(({ after }) => (after === null ? [] : [toCatalogObject(after)])),
    remove: operations.filter(({ after }) => after === null).map(({ ref, apiVersion }) => ({ ...ref, group: groupOf(apiVersion) })),
  });
  return [
    ...governanceFindings(world, then, operations),
    ...missingSubsets(world, then, now),
    ...operations.flatMap((operation) => [
      ...unknownHosts(then, operation),
      ...emptySubsets(world, operation),
      ...selectionFindings(world, operation),
    ]),
  ];
}
