/** A kind's schema as the server gives it out of the cluster's CRDs. */
interface KindSchema {
  apiVersion: string;
  kind: string;
  schema: Record<string, unknown>;
}
type Json = Record<string, unknown>;

const metadata: Json = {
  type: 'object',
  description: 'Name, namespace, labels and annotations of the object.',
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'Unique within the namespace.', minLength: 1, maxLength: 253 },
    namespace: { type: 'string', description: 'Where the object lives; cannot be changed later.' },
    labels: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Key and value pairs to organise and select objects.',
    },
    annotations: { type: 'object', additionalProperties: { type: 'string' }, description: 'Free key and value pairs that tools read.' },
  },
};

/**
 * One JSON schema for whatever object is in the editor: `kind` and `apiVersion` choose the CRD's schema. Unknown fields are
 * errors, as the API server's strict field validation sees them.
 */
export function toEditorSchema(kinds: readonly KindSchema[]): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: { type: 'string', enum: [...new Set(kinds.map((kind) => kind.apiVersion))] },
      kind: { type: 'string', enum: [...new Set(kinds.map((kind) => kind.kind))] },
      metadata,
    },
    allOf: kinds.map((kind) => ({
      if: { required: ['apiVersion', 'kind'], properties: { apiVersion: { const: kind.apiVersion }, kind: { const: kind.kind } } },
      // biome-ignore lint/suspicious/noThenProperty: `then` is JSON Schema's own keyword.
      then: wholeObject(kind),
    })),
  };
}

function wholeObject(kind: KindSchema): Json {
  const closed = close(kind.schema);
  const properties = isObject(closed.properties) ? closed.properties : {};
  return {
    ...closed,
    properties: { ...properties, apiVersion: { const: kind.apiVersion }, kind: { const: kind.kind }, metadata },
    additionalProperties: false,
  };
}

/** Go's durations (time.ParseDuration) as CEL's duration() takes them, without a sign: Istio wants them positive. */
const duration = {
  pattern: '^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$',
  patternErrorMessage: 'Not a duration.',
};

/** Forbids fields that the structural schema does not name, and translates Kubernetes' extensions. */
function close(schema: unknown): Json {
  if (!isObject(schema)) return {};
  const { 'x-kubernetes-int-or-string': intOrString, 'x-kubernetes-preserve-unknown-fields': open, default: _default, ...rest } = schema;
  const closed: Json = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-kubernetes-')));
  if (isDuration(schema)) Object.assign(closed, duration);
  if (intOrString === true) closed.anyOf = [{ type: 'integer' }, { type: 'string' }];
  if (isObject(schema.properties)) {
    closed.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, property]) => [name, close(property)]));
    if (open !== true && schema.additionalProperties === undefined) closed.additionalProperties = false;
  }
  if (isObject(schema.additionalProperties)) closed.additionalProperties = close(schema.additionalProperties);
  if (isObject(schema.items)) closed.items = close(schema.items);
  return closed;
}

/** The rule that Istio's CRDs check durations by: `duration(self) >= duration('1ms')`. */
function isDuration({ type, 'x-kubernetes-validations': rules }: Json): boolean {
  return type === 'string' && Array.isArray(rules) && rules.some((rule) => isObject(rule) && /\bduration\(self\)/.test(String(rule.rule)));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
