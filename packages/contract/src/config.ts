import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { sourced } from './numbers.ts';
import { namespaces, none } from './query.ts';
import { kubeObject } from './steering.ts';

export const configRow = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  plural: z.string(),
  namespace: z.string(),
  name: z.string(),
  createdMs: z.number(),
  resourceVersion: z.string(),
  /** Field manager of the last write. */ manager: z.string().nullable(),
  changedMs: z.number().nullable(),
  /** e.g. hosts of a VirtualService. */ subject: z.string(),
});
export type ConfigRow = z.infer<typeof configRow>;
export const getConfigList = endpoint({
  id: 'getConfigList',
  method: 'GET',
  path: '/api/config',
  summary: 'Every Istio and Gateway API object.',
  params: none,
  query: z.object({ namespaces, kind: z.string().optional() }),
  body: none,
  response: z.object({
    ...sourced,
    objects: z.array(configRow),
    /** Kinds the cluster serves, for "create". */ kinds: z.array(
      z.object({ apiVersion: z.string(), kind: z.string(), plural: z.string(), namespaced: z.boolean() }),
    ),
  }),
});
export const getConfigObject = endpoint({
  id: 'getConfigObject',
  method: 'GET',
  path: '/api/config/:kind/:namespace/:name',
  summary: 'One object as the cluster stores it, and as YAML in conventional order.',
  params: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
  query: none,
  body: none,
  response: z.object({ ...sourced, object: kubeObject, yaml: z.string() }),
});
/** JSON Schemas of the kinds, out of the cluster's own CRDs. */
export const getConfigSchemas = endpoint({
  id: 'getConfigSchemas',
  method: 'GET',
  path: '/api/config/schemas',
  summary: 'JSON Schemas of Istio and Gateway API kinds from the cluster’s CRDs.',
  params: none,
  query: none,
  body: none,
  response: z.object({
    schemas: z.array(z.object({ apiVersion: z.string(), kind: z.string(), schema: z.record(z.string(), z.unknown()) })),
  }),
});
