import type { ChangeRecord, Experiment } from '@pidalio/contract';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.ts';
import { isSameRef, type Ref } from '../lib/paths.ts';
import { useScope } from '../lib/scope.ts';

export type { Experiment };

/** The running experiment that a rule carries; tells the service and the way its traffic comes. */
export function useExperiment(kind: Experiment['kind'], ref: Ref, ruleIndex: number): Experiment | undefined {
  const { rangeSeconds } = useScope();
  const traffic = useQuery({ ...queries.traffic({ namespaces: undefined, range: rangeSeconds }), refetchInterval: 10_000 });
  const own = (traffic.data?.experiments ?? []).filter((candidate) => isSameRef(candidate.ref, ref));
  return (
    own.find((candidate) => candidate.ruleIndex === ruleIndex && candidate.kind === kind) ??
    own.find((candidate) => candidate.ruleIndex === ruleIndex) ??
    own[0]
  );
}

/** Changes that touched an object, newest first. */
export function useChangesOf(ref: Ref): { changes: ChangeRecord[]; unavailable: string | null; isPending: boolean } {
  const changes = useQuery(queries.changes());
  return {
    changes: (changes.data?.changes ?? []).filter((change) => change.operations.some((operation) => isSameRef(operation.ref, ref))),
    unavailable: changes.data?.unavailable ?? null,
    isPending: changes.isPending,
  };
}

/** The newest change of an object that can be taken back. */
export function useLastChange(ref: Ref): ChangeRecord | undefined {
  return useChangesOf(ref).changes.find((change) => change.state === 'applied' && change.revert !== null);
}
