import type { HttpRule } from '@pidalio/istio';

/** Where a Gateway API route keeps what a VirtualService calls otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  uri: 'path',
  timeout: 'timeouts',
  retries: 'retry',
  redirect: 'filters',
  rewrite: 'filters',
  corsPolicy: 'filters',
  directResponse: 'backendRefs',
};

/** The name of a field below a rule or match block, as the object that holds it spells it. */
export function fieldName({ gatewayApi, ref }: HttpRule, field: string): string {
  if (ref.kind === 'Ingress') return field === 'uri' ? 'path' : field;
  if (!gatewayApi) return field;
  // Headers and query parameters are lists there.
  return NAMES[field] ?? field.split('.')[0] ?? field;
}
