import type { CatalogOptions } from './catalog.ts';
import type { DestinationHost } from './http-rule.ts';
import { fieldsOf, numberOf, textOf } from './read.ts';

/** Where a route stands and what it may refer to. */
export interface BackendView {
  options: CatalogOptions;
  /** Namespace of the route. */
  namespace: string;
  /** Whether a backend of another namespace is allowed. */
  allows(namespace: string, name: string): boolean;
}

/** A backend that Istio cannot send to keeps its share of the requests; they get 500 (cluster `UnknownService`). */
const UNKNOWN_BACKEND: DestinationHost = { host: '', subset: '' };

/** A backendRef as a destination; undefined where it makes Istio drop the whole route (istio conversion.go buildDestination). */
export function readBackend(value: unknown, view: BackendView): DestinationHost | undefined {
  const fields = fieldsOf(value);
  const group = textOf(fields.group) ?? '';
  const kind = textOf(fields.kind) ?? 'Service';
  const name = textOf(fields.name) ?? '';
  const port = numberOf(fields.port);
  if (group === 'networking.istio.io' && kind === 'Hostname') {
    return port === undefined || fields.namespace !== undefined ? undefined : { host: name, subset: '', port };
  }
  if (group !== '' || kind !== 'Service') return UNKNOWN_BACKEND;
  const namespace = textOf(fields.namespace) ?? view.namespace;
  if (namespace !== view.namespace && !view.allows(namespace, name)) return UNKNOWN_BACKEND;
  return port === undefined ? undefined : { host: `${name}.${namespace}.svc.${view.options.clusterDomain}`, subset: '', port };
}
