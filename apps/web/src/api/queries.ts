import {
  ApiError,
  type ExplainRequest,
  getChanges,
  getConfigList,
  getConfigObject,
  getConfigSchemas,
  getElementCharts,
  getExplainSubjects,
  getMesh,
  getService,
  getServices,
  getSteering,
  getTopology,
  getTraffic,
  getWatch,
  type graphKind,
  postExplain,
  type Topology,
} from '@pidalio/contract';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useScope } from '../lib/scope.ts';
import type { Locale } from '../lib/words.ts';
import { call } from './client.ts';
import { useRefetchInterval } from './live.ts';

/** First element of a query key; server-sent events invalidate by it (events.ts). */
export type Area =
  | 'mesh'
  | 'topology'
  | 'charts'
  | 'services'
  | 'service'
  | 'steering'
  | 'watch'
  | 'traffic'
  | 'config'
  | 'object'
  | 'changes'
  | 'explain';
type GraphKind = ReturnType<typeof graphKind.parse>;
type Scope = { namespaces: string | undefined; range: number };

export const queries = {
  mesh: () => queryOptions({ queryKey: ['mesh'], queryFn: ({ signal }) => call(getMesh, { signal }) }),
  topology: (scope: Scope, graph: GraphKind) =>
    queryOptions<Topology>({
      queryKey: ['topology', scope, graph],
      queryFn: ({ signal }) => call(getTopology, { query: { ...scope, graph }, signal }),
      placeholderData: keepPreviousData,
    }),
  charts: (scope: Scope, graph: GraphKind, element: string) =>
    queryOptions({
      queryKey: ['charts', scope, graph, element],
      queryFn: ({ signal }) => call(getElementCharts, { query: { ...scope, graph, element }, signal }),
    }),
  services: (scope: Scope) =>
    queryOptions({
      queryKey: ['services', scope],
      queryFn: ({ signal }) => call(getServices, { query: scope, signal }),
      placeholderData: keepPreviousData,
    }),
  service: (namespace: string, name: string, range: number) =>
    queryOptions({
      queryKey: ['service', namespace, name, range],
      queryFn: ({ signal }) => call(getService, { params: { namespace, name }, query: { range }, signal }),
    }),
  steering: (namespace: string, name: string, range = 60) =>
    queryOptions({
      queryKey: ['steering', namespace, name, range],
      queryFn: ({ signal }) => call(getSteering, { params: { namespace, name }, query: { range }, signal }),
    }),
  watch: (kind: 'canary' | 'mirror' | 'fault', namespace: string, name: string, rule: number, range: number) =>
    queryOptions({
      queryKey: ['watch', kind, namespace, name, rule, range],
      queryFn: ({ signal }) => call(getWatch, { params: { kind, namespace, name }, query: { rule, range }, signal }),
    }),
  traffic: (scope: Scope) =>
    queryOptions({
      queryKey: ['traffic', scope],
      queryFn: ({ signal }) => call(getTraffic, { query: scope, signal }),
      placeholderData: keepPreviousData,
    }),
  config: (namespaces: string | undefined, kind?: string) =>
    queryOptions({
      queryKey: ['config', namespaces, kind],
      queryFn: ({ signal }) => call(getConfigList, { query: { namespaces, kind }, signal }),
      placeholderData: keepPreviousData,
    }),
  object: (kind: string, namespace: string, name: string) =>
    queryOptions({
      queryKey: ['object', kind, namespace, name],
      queryFn: ({ signal }) => call(getConfigObject, { params: { kind, namespace, name }, signal }),
    }),
  schemas: () =>
    queryOptions({
      queryKey: ['schemas'],
      queryFn: ({ signal }) => call(getConfigSchemas, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  explain: (request: ExplainRequest, drafts: readonly string[], locale: Locale) =>
    queryOptions({
      queryKey: ['explain', request, drafts, locale],
      queryFn: ({ signal }) => call(postExplain, { body: { request, drafts: [...drafts], locale }, signal }),
      placeholderData: keepPreviousData,
    }),
  /** What a form offers need not be as new as an answer, and may be long: no event makes it old. */
  explainSubjects: () =>
    queryOptions({
      queryKey: ['subjects'],
      queryFn: ({ signal }) => call(getExplainSubjects, { signal }),
      staleTime: 30_000,
      refetchInterval: 60_000,
    }),
  changes: () => queryOptions({ queryKey: ['changes'], queryFn: ({ signal }) => call(getChanges, { signal }) }),
};

/** The mesh summary; every page shares it. */
export function useMesh() {
  return useQuery({ ...queries.mesh(), refetchInterval: useRefetchInterval() });
}

/** The current scope's services, for pickers and the palette. */
export function useServices(enabled = true) {
  const scope = useScope();
  return useQuery({ ...queries.services(scope.query), enabled });
}

/** The server's own words for a failure, for panels and toasts. */
export function problemOf(error: unknown): { title: string; detail: string; requestId: string | undefined; code: string } {
  if (error instanceof ApiError) {
    const { title, detail, requestId, code } = error.problem;
    return { title, detail: detail ?? title, requestId, code };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { title: text, detail: text, requestId: undefined, code: 'unexpected' };
}
