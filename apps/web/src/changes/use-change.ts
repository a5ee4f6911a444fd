import { type ApplyResult, type Plan, postApply, postPlan, type WantedChange } from '@pidalio/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';

/** Asks the server what a change would do: order, difference, findings, dry run. Writes nothing. */
export function usePlan(wanted: WantedChange | null) {
  return useQuery<Plan>({
    queryKey: ['plan', wanted],
    queryFn: ({ signal }) => call(postPlan, { body: wanted ?? { operations: [], reason: '' }, signal }),
    enabled: wanted !== null && wanted.operations.length > 0,
    // A plan is only as good as the moment it was made in.
    staleTime: 0,
    gcTime: 60_000,
  });
}

/** Applies a change that was reviewed. Everything that shows objects or traffic is read anew afterwards. */
export function useApply(onApplied: (result: ApplyResult) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: WantedChange) => call(postApply, { body: wanted }),
    onSuccess: (result) => {
      if (result.outcome === 'applied') onApplied(result);
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'plan' && queryKey[0] !== 'schemas' }),
  });
}
