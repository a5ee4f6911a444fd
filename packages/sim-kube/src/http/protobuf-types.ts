/**
 * Field numbers of the messages that kubectl's `create` and `auth` commands send, from the generated.proto files of
 * k8s.io/apimachinery and k8s.io/api. `[X]` is a repeated field, `{X}` a map from string.
 */
export type MessageFields = Record<number, [name: string, form: string]>;

export const messageTypes: Record<string, MessageFields> = {
  Unknown: { 1: ['typeMeta', 'TypeMeta'], 2: ['raw', 'bytes'] },
  TypeMeta: { 1: ['apiVersion', 'string'], 2: ['kind', 'string'] },
  ObjectMeta: {
    1: ['name', 'string'],
    2: ['generateName', 'string'],
    3: ['namespace', 'string'],
    5: ['uid', 'string'],
    6: ['resourceVersion', 'string'],
    11: ['labels', '{string}'],
    12: ['annotations', '{string}'],
    14: ['finalizers', '[string]'],
  },
  Namespace: { 1: ['metadata', 'ObjectMeta'] },
  ConfigMap: { 1: ['metadata', 'ObjectMeta'], 2: ['data', '{string}'], 3: ['binaryData', '{bytes}'], 4: ['immutable', 'bool'] },
  Secret: {
    1: ['metadata', 'ObjectMeta'],
    2: ['data', '{bytes}'],
    3: ['type', 'string'],
    4: ['stringData', '{string}'],
    5: ['immutable', 'bool'],
  },
  ServiceAccount: { 1: ['metadata', 'ObjectMeta'] },
  SelfSubjectReview: { 1: ['metadata', 'ObjectMeta'] },
  SelfSubjectAccessReview: { 1: ['metadata', 'ObjectMeta'], 2: ['spec', 'SelfSubjectAccessReviewSpec'] },
  SelfSubjectAccessReviewSpec: { 1: ['resourceAttributes', 'ResourceAttributes'], 2: ['nonResourceAttributes', 'NonResourceAttributes'] },
  SelfSubjectRulesReview: { 1: ['metadata', 'ObjectMeta'], 2: ['spec', 'SelfSubjectRulesReviewSpec'] },
  SelfSubjectRulesReviewSpec: { 1: ['namespace', 'string'] },
  ResourceAttributes: {
    1: ['namespace', 'string'],
    2: ['verb', 'string'],
    3: ['group', 'string'],
    4: ['version', 'string'],
    5: ['resource', 'string'],
    6: ['subresource', 'string'],
    7: ['name', 'string'],
  },
  NonResourceAttributes: { 1: ['path', 'string'], 2: ['verb', 'string'] },
};
