import { fieldsOf, type KubeObject, listOf, textOf } from '@pidalio/istio';
import { managersOf } from '../cluster/kube-object.ts';

/** Who keeps the object as it is, and may undo what is changed by hand: GitOps tools, Helm, controllers. */
export function ownersOf(object: KubeObject): string[] {
  const labels = object.metadata.labels ?? {};
  const annotations = object.metadata.annotations ?? {};
  const owners: string[] = [];
  const argo = annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ?? labels['argocd.argoproj.io/instance'];
  if (argo !== undefined) owners.push(`Argo CD (${argo})`);
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization !== undefined) owners.push(`Flux (${kustomization})`);
  const fluxRelease = labels['helm.toolkit.fluxcd.io/name'];
  if (fluxRelease !== undefined) owners.push(`Flux Helm (${fluxRelease})`);
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined && fluxRelease === undefined) owners.push(`Helm (${release})`);
  for (const reference of listOf(object.metadata.ownerReferences).map(fieldsOf)) {
    owners.push(`${textOf(reference.kind) ?? ''} ${textOf(reference.name) ?? ''}`);
  }
  if (owners.length > 0) return owners;
  const known = managersOf(object).find(({ manager }) => fieldManagers[manager] !== undefined);
  return known === undefined ? [] : [fieldManagers[known.manager] ?? known.manager];
}

/** Names under which they write, for objects that they did not label. */
const fieldManagers: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
  'kustomize-controller': 'Flux',
  'helm-controller': 'Flux Helm',
  helm: 'Helm',
  Helm: 'Helm',
  'rollouts-controller': 'Argo Rollouts',
  flagger: 'Flagger',
};
