import { expandHost, type Fields, fieldsOf, type KubeObject, type ObjectRef, textOf } from '@pidalio/istio';
import { fieldsList } from './json.ts';

/** What every recipe starts from: the service, the objects around it, and from where the steered traffic comes. */
export interface SteeringInput {
  service: { namespace: string; name: string /** Fully qualified. */; host: string };
  /** Versions that run, with the labels of their pods. */
  versions: readonly { version: string; labels: Readonly<Record<string, string>> }[];
  /** VirtualServices and DestinationRules that have to do with the service. */
  objects: readonly KubeObject[];
  vantage: {
    /** `mesh` or `namespace/name` of a Gateway. */
    via: string;
    /** Host as a rule for this vantage would name it. */
    host: string;
    /** The object that decides now; null when none does. */
    governing: ObjectRef | null;
  };
}

/** An object to write. `update` keeps everything the recipe does not mean to change. */
export interface Change {
  action: 'create' | 'update';
  object: KubeObject;
}

export const ISTIO_API_VERSION = 'networking.istio.io/v1';

export function findObject(input: SteeringInput, ref: ObjectRef): KubeObject | undefined {
  return input.objects.find(
    (object) => object.kind === ref.kind && object.metadata.name === ref.name && (object.metadata.namespace ?? '') === ref.namespace,
  );
}

export function governingObject(input: SteeringInput): KubeObject | undefined {
  return input.vantage.governing ? findObject(input, input.vantage.governing) : undefined;
}

export function httpRules(virtualService: KubeObject | undefined): Fields[] {
  return fieldsList(fieldsOf(virtualService?.spec).http);
}

export function withHttpRules(virtualService: KubeObject, rules: readonly Fields[]): KubeObject {
  return { ...virtualService, spec: { ...fieldsOf(virtualService.spec), http: rules } };
}

/** Whether a host written in an object of `namespace` means the steered service. */
export function isOwnHost(host: string, namespace: string, input: SteeringInput): boolean {
  return expandHost(host, namespace, clusterDomain(input)) === input.service.host;
}

/** How a new destination names the steered service in an object of `namespace`: short where the short name means it. */
export function ownHostIn(namespace: string, input: SteeringInput): string {
  return namespace === input.service.namespace ? input.service.name : input.service.host;
}

export function clusterDomain(input: SteeringInput): string {
  const prefix = `${input.service.name}.${input.service.namespace}.svc.`;
  return input.service.host.startsWith(prefix) ? input.service.host.slice(prefix.length) : 'cluster.local';
}

/** A VirtualService for a service that none governs yet (created only then, so that the wizard edits what decides). */
export function newVirtualService(input: SteeringInput, http: readonly Fields[]): KubeObject {
  const { service, vantage } = input;
  const gateways = vantage.via === 'mesh' ? {} : { gateways: [vantage.via] };
  return {
    apiVersion: ISTIO_API_VERSION,
    kind: 'VirtualService',
    metadata: { name: freeName(input, 'VirtualService'), namespace: service.namespace },
    spec: { hosts: [vantage.via === 'mesh' ? service.name : vantage.host], ...gateways, http },
  };
}

/** The service's own name; where an object of this kind has taken it for something else, the name with a suffix. */
export function freeName(input: SteeringInput, kind: string): string {
  const { namespace, name } = input.service;
  const taken = (candidate: string) => findObject(input, { kind, namespace, name: candidate }) !== undefined;
  if (!taken(name)) return name;
  const suffix = input.vantage.via === 'mesh' ? 'mesh' : 'gateway';
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? `${name}-${suffix}` : `${name}-${suffix}-${number}`;
    if (!taken(candidate)) return candidate;
  }
}

export function ruleName(rule: Fields | undefined): string {
  return textOf(rule?.name) ?? '';
}
