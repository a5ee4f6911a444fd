import type { KubeObject } from '@pidalio/istio';
import type { KubeHttp } from './kube-http.ts';
import { toKubeObject } from './kube-object.ts';
import { pathOf, type ServedKind } from './served-kind.ts';

export interface WriteOptions {
  dryRun?: boolean;
}

export interface Written {
  /** As stored; null after a delete. */
  object: KubeObject | null;
  /** `Warning:` headers of the API server. */
  warnings: string[];
}

export const fieldManager = 'pidalio';

/** The three writes, each naming what the user saw so that nobody's work is overwritten. */
export function createWrites(http: KubeHttp) {
  return {
    async create(kind: ServedKind, object: KubeObject, options: WriteOptions = {}): Promise<Written> {
      const { resourceVersion: _, ...metadata } = object.metadata;
      const answer = await http.request({
        method: 'POST',
        path: pathOf(kind, object.metadata.namespace ?? ''),
        query: queryOf(options),
        body: { ...object, metadata },
      });
      return { object: toKubeObject(answer.body), warnings: answer.warnings };
    },
    async update(kind: ServedKind, object: KubeObject, options: WriteOptions = {}): Promise<Written> {
      const answer = await http.request({
        method: 'PUT',
        path: pathOf(kind, object.metadata.namespace ?? '', object.metadata.name),
        query: queryOf(options),
        body: object,
      });
      return { object: toKubeObject(answer.body), warnings: answer.warnings };
    },
    async remove(
      kind: ServedKind,
      target: { namespace: string; name: string; uid?: string | undefined; resourceVersion?: string | undefined },
      options: WriteOptions = {},
    ): Promise<Written> {
      const preconditions = {
        ...(target.uid === undefined ? {} : { uid: target.uid }),
        ...(target.resourceVersion === undefined ? {} : { resourceVersion: target.resourceVersion }),
      };
      const answer = await http.request({
        method: 'DELETE',
        path: pathOf(kind, target.namespace, target.name),
        query: options.dryRun ? { dryRun: 'All' } : {},
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, ...(options.dryRun ? { dryRun: ['All'] } : {}) },
      });
      return { object: null, warnings: answer.warnings };
    },
  };
}

function queryOf({ dryRun }: WriteOptions): Record<string, string> {
  return { fieldManager, fieldValidation: 'Strict', ...(dryRun ? { dryRun: 'All' } : {}) };
}
