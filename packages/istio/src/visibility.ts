/** How an object became visible to a namespace; Istio lists private objects before explicitly exported before public ones. */
export type Visibility = 'private' | 'exported' | 'public';

/**
 * Whether an object of `objectNamespace` can be seen from `viewerNamespace`, and how (istio pilot push_context.go initVirtualServices).
 * An empty `exportTo` takes the mesh default; `~` hides the object from everybody.
 */
export function visibilityFrom(
  viewerNamespace: string,
  objectNamespace: string,
  exportTo: readonly string[],
  defaultExportTo: readonly string[] = ['*'],
): Visibility | undefined {
  const targets = exportTo.length > 0 ? exportTo : defaultExportTo;
  if (targets.includes('~')) return undefined;
  if (targets.includes('*')) return 'public';
  if (viewerNamespace === objectNamespace) {
    return targets.includes('.') || targets.includes(objectNamespace) ? 'private' : undefined;
  }
  return targets.includes(viewerNamespace) ? 'exported' : undefined;
}
