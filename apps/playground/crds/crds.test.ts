import { expect, test } from 'vitest';
import type { Schema } from './dts-to-schema.ts';
import { loadCrds } from './index.ts';

function schemaAt(kind: string, place: string): Schema | undefined {
  const crd = loadCrds().find((candidate) => candidate.metadata.name === kind);
  if (!crd) throw new Error(`no CRD ${kind}`);
  const { versions } = crd.spec as { versions: { schema: { openAPIV3Schema: Schema } }[] };
  let node = versions[0]?.schema.openAPIV3Schema;
  for (const step of place.match(/[^.[\]{}]+|\[\]|\{\}/g) ?? [])
    node = step === '[]' ? node?.items : step === '{}' ? node?.additionalProperties : node?.properties?.[step];
  return node;
}

const vs = 'virtualservices.networking.istio.io';

test.each([
  ['keeps documentation for kubectl explain', vs, 'spec.http[].match', 'description', expect.stringContaining('Match conditions')],
  [
    'allows at most one kind of string match',
    vs,
    'spec.http[].match[].uri',
    'oneOf',
    [
      { not: { anyOf: [{ required: ['exact'] }, { required: ['prefix'] }, { required: ['regex'] }] } },
      { required: ['exact'] },
      { required: ['prefix'] },
      { required: ['regex'] },
    ],
  ],
  ['requires a destination host', vs, 'spec.http[].route[].destination', 'required', ['host']],
  ['takes weights as integers', vs, 'spec.http[].route[].weight', 'type', 'integer'],
  ['takes percentages as numbers', vs, 'spec.http[].mirrorPercentage.value', 'type', 'number'],
  [
    'checks durations with CEL',
    vs,
    'spec.http[].timeout',
    'x-kubernetes-validations',
    [{ rule: "duration(self) >= duration('1ms')", message: 'must be a valid duration greater than 1ms' }],
  ],
  [
    'lists load balancers',
    'destinationrules.networking.istio.io',
    'spec.trafficPolicy.loadBalancer.simple',
    'enum',
    expect.arrayContaining(['RANDOM', 'LEAST_REQUEST']),
  ],
  [
    'lets consistentHash name one key and one ring',
    'destinationrules.networking.istio.io',
    'spec.subsets[].trafficPolicy.portLevelSettings[].loadBalancer.consistentHash',
    'allOf',
    [{ oneOf: expect.arrayContaining([{ required: ['httpCookie'] }]) }, { oneOf: expect.arrayContaining([{ required: ['maglev'] }]) }],
  ],
  [
    'refuses wildcards in the labels of selectors',
    'peerauthentications.security.istio.io',
    'spec.selector.matchLabels{}',
    'x-kubernetes-validations',
    [{ rule: '!self.contains("*")', message: 'wildcard not allowed in label value match' }],
  ],
  ['describes status', vs, 'status.validationMessages[].level', 'enum', ['UNKNOWN', 'ERROR', 'WARNING', 'INFO']],
  ['takes generations of any size', vs, 'status.observedGeneration', 'x-kubernetes-int-or-string', true],
  [
    'requires what a condition must say',
    'httproutes.gateway.networking.k8s.io',
    'status.parents[].conditions[]',
    'required',
    expect.arrayContaining(['lastTransitionTime', 'message', 'reason', 'status', 'type']),
  ],
  ['defaults an HTTPRoute weight', 'httproutes.gateway.networking.k8s.io', 'spec.rules[].backendRefs[].weight', 'default', 1],
])('%s', (_, kind, place, keyword, expected) => {
  expect(schemaAt(kind, place)?.[keyword]).toEqual(expected);
});

test('has one storage version per kind', () => {
  for (const crd of loadCrds())
    expect(
      (crd.spec as { versions: { storage: boolean }[] }).versions.filter((version) => version.storage),
      crd.metadata.name,
    ).toHaveLength(1);
});

test.each([
  [vs, ['v1', 'v1beta1', 'v1alpha3'], ['Gateways', 'Hosts', 'Age']],
  ['workloadentries.networking.istio.io', ['v1', 'v1beta1', 'v1alpha3'], ['Age', 'Address']],
  ['telemetries.telemetry.istio.io', ['v1', 'v1alpha1'], ['Age']],
  ['gatewayclasses.gateway.networking.k8s.io', ['v1', 'v1beta1'], ['Controller', 'Accepted', 'Age', 'Description']],
  ['tlsroutes.gateway.networking.k8s.io', ['v1', 'v1alpha2', 'v1alpha3'], ['Age']],
  ['udproutes.gateway.networking.k8s.io', ['v1', 'v1alpha2'], ['Age']],
])('%s is served as %j with columns %j', (name, versions, columns) => {
  const crd = loadCrds().find((candidate) => candidate.metadata.name === name);
  expect(crd?.spec).toMatchObject({
    versions: versions.map((version) => ({
      name: version,
      served: true,
      additionalPrinterColumns: columns.map((column) => ({ name: column })),
    })),
  });
});
