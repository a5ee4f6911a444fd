import { getExplainExample } from '@pidalio/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import { fromRequest, type RequestForm } from './request-form.ts';

export type Like = 'none' | 'coming' | 'failed';

/**
 * An address with `like` asks for a request that fits: to that service, from `by`, taken by `rule`. Puts it into the address in place of
 * the wish; says how far that is.
 */
export function useLikeRequest(search: URLSearchParams, addressOf: (form: RequestForm) => string): Like {
  const navigate = useNavigate();
  const like = search.get('like');
  const wish = { service: like ?? '', by: search.get('by') ?? undefined, rule: search.get('rule') ?? undefined };
  const example = useQuery({
    queryKey: ['explain', 'like', wish],
    queryFn: ({ signal }) => call(getExplainExample, { query: wish, signal }),
    enabled: like !== null,
  });
  const request = example.data?.request;
  useEffect(() => {
    if (like !== null && request) void navigate(addressOf(fromRequest(request)), { replace: true });
  }, [like, request, navigate, addressOf]);
  if (like === null) return 'none';
  return example.isError ? 'failed' : 'coming';
}
