import { fieldsOf, type KubeObject } from '@pidalio/istio';
import { virtualServiceErrors } from './validate-virtual-service.ts';

const WEBHOOK = 'validation.istio.io';

/** What the API server answers when istiod's validating webhook refuses an object; undefined when it is let through. */
export function istioDenial(object: KubeObject): string | undefined {
  if (object.kind !== 'VirtualService' || !object.apiVersion.startsWith('networking.istio.io/')) return undefined;
  const errors = virtualServiceErrors(fieldsOf(object.spec));
  if (errors.length === 0) return undefined;
  return `admission webhook "${WEBHOOK}" denied the request: configuration is invalid: ${joined(errors)}`;
}

/** As Go's multierror prints them. */
function joined(errors: readonly string[]): string {
  const [first, ...others] = errors;
  if (first !== undefined && others.length === 0) return first;
  return `${errors.length} errors occurred:\n${errors.map((error) => `\t* ${error}\n`).join('')}\n`;
}
