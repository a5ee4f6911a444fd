import { ApiError } from '@pidalio/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { problemOf, queries, useMesh } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { kindAddress, kindOfAddress } from './kind-address.ts';
import { ObjectEditor } from './object-editor.tsx';
import { templateFor } from './templates.ts';
import { configWords } from './words.ts';

/** One object in the YAML editor, or a new one from a template. */
export function EditorPage() {
  const { kind = '', namespace, name } = useParams();
  return name ? (
    <ExistingObject address={kind} namespace={namespace === '_' ? '' : (namespace ?? '')} name={name} />
  ) : (
    <NewObject address={kind} />
  );
}

function ExistingObject({ address, namespace, name }: { address: string; namespace: string; name: string }) {
  const t = useWords(configWords);
  const scoped = useScopedPath();
  const kind = kindOfAddress(address);
  const object = useQuery({ ...queries.object(address, namespace || '-', name), refetchInterval: 5000 });
  const gone = object.error instanceof ApiError && object.error.problem.status === 404;
  const live = useMemo(
    () =>
      object.data
        ? { yaml: object.data.yaml, seen: object.data.object.metadata.resourceVersion ?? '', uid: uidOf(object.data.object) }
        : null,
    [object.data],
  );
  if (!live) {
    if (gone)
      return (
        <EmptyState
          title={t('editor.gone', { object: `${kind} ${name}` })}
          actions={<LinkButton to={scoped(paths.config())}>{t('editor.back')}</LinkButton>}
        >
          {t('editor.goneDetail')}
        </EmptyState>
      );
    if (object.isError) {
      const { detail, requestId } = problemOf(object.error);
      return <ErrorState title={t('failed')} words={detail} requestId={requestId} onRetry={() => void object.refetch()} />;
    }
    return <SkeletonRows rows={8} label={t('editor.loading')} />;
  }
  return (
    <ObjectEditor
      key={`${address}/${namespace}/${name}`}
      target={{ kind, namespace, name, apiVersion: object.data?.object.apiVersion ?? '' }}
      live={live}
      deleted={gone}
      manager={null}
    />
  );
}

function uidOf(object: { metadata: Record<string, unknown> }): string | undefined {
  return typeof object.metadata.uid === 'string' ? object.metadata.uid : undefined;
}

function NewObject({ address }: { address: string }) {
  const t = useWords(configWords);
  const scope = useScope();
  const mesh = useMesh();
  const [search] = useSearchParams();
  const kind = kindOfAddress(address);
  const purpose = search.get('template');
  const list = useQuery(queries.config(undefined));
  const known = list.data?.kinds.find((candidate) => kindAddress(candidate) === address);
  // What holds for the whole mesh lives in Istio's own namespace.
  const namespace =
    (purpose ? mesh.data?.istioNamespace : undefined) ??
    scope.namespaces[0] ??
    mesh.data?.namespaces.find((candidate) => candidate.injected)?.name ??
    'default';
  const live = useMemo(
    () =>
      known
        ? { yaml: templateFor(known.apiVersion, kind, known.namespaced ? namespace : null, purpose), seen: null, uid: undefined }
        : null,
    [known, kind, namespace, purpose],
  );
  if (list.isError) return <ErrorState title={t('failed')} words={problemOf(list.error).detail} onRetry={() => void list.refetch()} />;
  if (!live || !known) return <SkeletonRows rows={8} label={t('editor.loading')} />;
  return (
    <ObjectEditor
      key={`new/${address}`}
      target={{ kind, namespace: '', name: '', apiVersion: known.apiVersion }}
      live={live}
      deleted={false}
      manager={null}
    />
  );
}
