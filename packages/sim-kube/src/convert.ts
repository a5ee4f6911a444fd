import { apiVersionOf, type Resource, type ResourceVersion } from './resource.ts';
import type { KubeObject } from './types.ts';

const views = new WeakMap<KubeObject, Map<string, KubeObject>>();

/** An object as one version shows it (conversion strategy None: only the apiVersion differs). Views are kept with the object. */
export function toVersion(object: KubeObject, resource: Resource, version: ResourceVersion): KubeObject {
  const apiVersion = apiVersionOf(resource.group, version.name);
  if (object.apiVersion === apiVersion) return object;
  let known = views.get(object);
  if (!known) {
    known = new Map();
    views.set(object, known);
  }
  let view = known.get(apiVersion);
  if (!view) {
    view = { ...object, apiVersion };
    known.set(apiVersion, view);
  }
  return view;
}
