import type { SteeringInput } from '@pidalio/recipes';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { problemOf, queries, useServices } from '../../api/queries.ts';
import { paths, type Ref, type WizardKind, wizardTarget } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { CanaryForm } from './canary-form.tsx';
import { FaultForm } from './fault-form.tsx';
import { MirrorForm } from './mirror-form.tsx';
import { openingPlace } from './opening-place.ts';
import { canaryRecipe, faultRecipe, mirrorRecipe } from './recipe.ts';
import { ServiceChoice } from './service-choice.tsx';
import { StepBar } from './step-bar.tsx';
import { Wizard } from './wizard.tsx';
import type { OpenedObject } from './wizard-draft.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Canary, mirror and fault on one service: Shape → Review, then the live panel. */
export function WizardPage() {
  const t = useWords(wizardWords);
  const scoped = useScopedPath();
  const kind = toKind(useParams().kind);
  const [search] = useSearchParams();
  const target = wizardTarget(search);
  return (
    <>
      <PageTitle
        title={target ? t(`title.${kind}On`, { service: target.name }) : t(`title.${kind}`)}
        crumbs={[{ label: t('title.traffic'), to: scoped(paths.traffic()) }]}
      />
      {target ? <Opened key={`${kind}/${target.namespace}/${target.name}`} kind={kind} {...target} /> : <ServiceChoice kind={kind} />}
    </>
  );
}

function toKind(value: string | undefined): WizardKind {
  return value === 'mirror' || value === 'fault' ? value : 'canary';
}

function Opened({ kind, namespace, name }: { kind: WizardKind; namespace: string; name: string }) {
  const t = useWords(wizardWords);
  const [search, setSearch] = useSearchParams();
  const services = useServices();
  const steering = useQuery({ ...queries.steering(namespace, name), refetchInterval: 5000 });
  const rule = search.get('rule');
  const wantedRule = rule !== null && /^\d+$/.test(rule) ? Number(rule) : null;
  const wantedVia = search.get('via');
  const wantedObject = search.get('object');
  const place = useMemo(
    () => steering.data && openingPlace(steering.data, kind, { via: wantedVia, object: wantedObject, rule: wantedRule }),
    [steering.data, kind, wantedVia, wantedObject, wantedRule],
  );
  const input = place?.input;
  const refs = useMemo(() => (input ? refsToOpen(input) : []), [input]);
  const objects = useQueries({
    queries: refs.map((ref) => ({ ...queries.object(ref.kind, ref.namespace, ref.name), refetchInterval: 5000 })),
  });
  const live = useMemo(() => objects.flatMap(({ data }): OpenedObject[] => (data ? [toOpened(data)] : [])), [objects]);
  const failed = steering.error ?? objects.find(({ error, data }) => error && !data)?.error;
  const isReady = steering.data && place && input && live.length === refs.length;
  if (!isReady) {
    if (failed) {
      const { detail, requestId } = problemOf(failed);
      return (
        <ErrorState title={t('failed', { service: name })} words={detail} requestId={requestId} onRetry={() => void steering.refetch()} />
      );
    }
    return (
      <>
        <StepBar step="shape" />
        <div className={css.loading}>
          <SkeletonRows rows={6} label={t('loading', { service: name })} />
        </div>
      </>
    );
  }
  const set = (values: Record<string, string | null>) =>
    setSearch((previous) => {
      const next = new URLSearchParams(previous);
      for (const [key, value] of Object.entries(values)) value === null ? next.delete(key) : next.set(key, value);
      return next;
    });
  const { via, governing } = input.vantage;
  const shared = {
    steering: steering.data,
    input,
    live,
    services: services.data?.services ?? [],
    holders: place.holders,
    ruleIndex: place.ruleIndex,
    wish: search.get('set'),
    step: search.get('step') === 'review' ? ('review' as const) : ('shape' as const),
    onStep: (step: 'shape' | 'review') => set({ step: step === 'shape' ? null : step }),
    onService: (service: { namespace: string; name: string }) =>
      set({ namespace: service.namespace, service: service.name, via: null, object: null, rule: null, set: null, step: null }),
    onRule: (holder: Ref | null, index: number) =>
      set({ object: holder && `${holder.namespace}/${holder.name}`, rule: String(index), set: null, step: null }),
    onVia: (next: string) => set({ via: next, object: null, rule: null, set: null, step: null }),
  };
  const key = [kind, namespace, name, via, ...(governing ? [governing.namespace, governing.name] : [])].join('/');
  switch (kind) {
    case 'canary':
      return <Wizard key={key} storageKey={key} recipe={canaryRecipe} Form={CanaryForm} {...shared} />;
    case 'mirror':
      return <Wizard key={key} storageKey={key} recipe={mirrorRecipe} Form={MirrorForm} {...shared} />;
    case 'fault':
      return <Wizard key={key} storageKey={key} recipe={faultRecipe} Form={FaultForm} {...shared} />;
  }
}

/** The object that governs, and the DestinationRules that hold the subsets. */
function refsToOpen(input: SteeringInput) {
  const { governing } = input.vantage;
  const rules = input.objects.filter(({ kind }) => kind === 'DestinationRule');
  return [
    ...(governing?.kind === 'VirtualService' ? [governing] : []),
    ...rules.map(({ kind, metadata }) => ({ kind, namespace: metadata.namespace ?? '', name: metadata.name })),
  ];
}

function toOpened({
  object,
  yaml,
}: {
  object: { kind: string; metadata: { name: string; namespace?: string | undefined; resourceVersion?: string | undefined } };
  yaml: string;
}): OpenedObject {
  const { name, namespace = '', resourceVersion = '' } = object.metadata;
  return { ref: { kind: object.kind, namespace, name }, yaml, seen: resourceVersion };
}
