import { crdStrategy } from '../crd/crd-strategy.ts';
import { equalJson, numberAt, objectAt, stringAt } from '../json.ts';
import type { Strategy } from '../resource.ts';
import { type FieldError, invalidValue, requiredValue, unsupportedValue } from '../status.ts';
import type { JsonObject } from '../types.ts';
import { metadataOf } from '../write/metadata.ts';
import { podSpecErrors, preparePodSpec } from './pod-spec.ts';
import { bindingStrategy, roleStrategy } from './rbac.ts';
import { serviceStrategy } from './service.ts';

/** What is particular about single built-in kinds. */
export const builtinStrategies: Record<string, Partial<Strategy>> = {
  CustomResourceDefinition: crdStrategy,
  Service: serviceStrategy,
  Role: roleStrategy,
  ClusterRole: roleStrategy,
  RoleBinding: bindingStrategy,
  ClusterRoleBinding: bindingStrategy,
  Namespace: {
    prepare: (namespace, old) => {
      const metadata = metadataOf(namespace);
      metadata.labels = { ...objectAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata.name };
      if (old) return;
      namespace.spec = { finalizers: ['kubernetes'] };
      namespace.status = { phase: 'Active' };
    },
  },
  Pod: {
    prepare: (pod, old) => {
      const spec = objectAt(pod, 'spec');
      if (!spec) return;
      preparePodSpec(spec);
      spec.serviceAccountName ??= 'default';
      spec.serviceAccount ??= spec.serviceAccountName;
      spec.enableServiceLinks ??= true;
      if (!old) pod.status = { phase: 'Pending', qosClass: 'BestEffort' };
    },
    validate: (pod) => podSpecErrors(objectAt(pod, 'spec'), 'spec'),
  },
  Deployment: {
    emptyObject: { metadata: {}, spec: { template: { metadata: {}, spec: {} }, strategy: {} }, status: {} },
    prepare: (deployment, old) => {
      const spec = objectAt(deployment, 'spec');
      if (!spec) return;
      const strategy = objectAt(spec, 'strategy') ?? {};
      strategy.type ??= 'RollingUpdate';
      if (strategy.type === 'RollingUpdate')
        strategy.rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%', ...objectAt(strategy, 'rollingUpdate') };
      spec.strategy = strategy;
      prepareTemplate(spec);
      if (!old) deployment.status = {};
    },
    validate: templateErrors,
  },
  ReplicaSet: {
    emptyObject: { metadata: {}, spec: { template: { metadata: {}, spec: {} } }, status: {} },
    prepare: (replicaSet, old) => {
      const spec = objectAt(replicaSet, 'spec');
      if (spec) prepareTemplate(spec);
      if (!old) replicaSet.status = { replicas: 0 };
    },
    validate: templateErrors,
  },
  ConfigMap: { validate: (map) => dataErrors(map) },
  Secret: {
    prepare: (secret) => {
      const plain = objectAt(secret, 'stringData');
      if (!plain) return;
      const encoded = Object.entries(plain).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]);
      secret.data = { ...objectAt(secret, 'data'), ...Object.fromEntries(encoded) };
      delete secret.stringData;
    },
    validate: (secret) => dataErrors(secret),
  },
  EndpointSlice: {
    validate: (slice) => {
      const type = stringAt(slice, 'addressType') ?? '';
      if (type === '') return [requiredValue('addressType')];
      return ['FQDN', 'IPv4', 'IPv6'].includes(type) ? [] : [unsupportedValue('addressType', type, ['FQDN', 'IPv4', 'IPv6'])];
    },
  },
};

function prepareTemplate(spec: JsonObject): void {
  const podSpec = objectAt(spec, 'template', 'spec');
  if (podSpec) preparePodSpec(podSpec);
}

/** The selector must choose the template's pods and never change (apps/v1 validation). */
function templateErrors(object: JsonObject, old: JsonObject | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const selector = objectAt(object, 'spec', 'selector');
  const wanted = objectAt(selector, 'matchLabels') ?? {};
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels') ?? {};
  if (!selector) errors.push(requiredValue('spec.selector'));
  else if (old && !equalJson(selector, objectAt(old, 'spec', 'selector')))
    errors.push(invalidValue('spec.selector', selector, 'field is immutable'));
  if (Object.entries(wanted).some(([key, value]) => labels[key] !== value))
    errors.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  const replicas = numberAt(object, 'spec', 'replicas') ?? 0;
  if (replicas < 0) errors.push(invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'));
  return [...errors, ...podSpecErrors(objectAt(object, 'spec', 'template', 'spec'), 'spec.template.spec')];
}

function dataErrors(object: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of [...Object.keys(objectAt(object, 'data') ?? {}), ...Object.keys(objectAt(object, 'binaryData') ?? {})])
    if (!/^[-._a-zA-Z0-9]+$/.test(key) || key.length > 253)
      errors.push(
        invalidValue(
          `data[${key}]`,
          key,
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        ),
      );
  return errors;
}
