/** Which object the editor is on. */
export interface EditorTarget {
  apiVersion: string;
  kind: string;
  namespace: string;
  /** '' while the object is new. */
  name: string;
}
