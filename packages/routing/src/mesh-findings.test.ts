import type { KubeObject } from '@pidalio/istio';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { brokenObject, validObject } from './arbitrary-mesh.fixture.ts';
import { FINDING_CODES } from './finding-codes.ts';
import { buildMesh } from './mesh.ts';
import { meshFindings } from './mesh-findings.ts';

const VS = 'networking.istio.io/v1 VirtualService';
const DR = 'networking.istio.io/v1 DestinationRule';

const cases: { kind: string; spec: string; namespace?: string; found: string[] }[] = [
  { kind: VS, spec: '{hosts: [a], http: [{route: [{destination: {host: b}}]}]}', found: [] },
  { kind: VS, spec: '7', found: ['MF-TYPE spec'] },
  { kind: VS, spec: '{hosts: a, http: x}', found: ['MF-TYPE spec.hosts', 'MF-TYPE spec.http'] },
  { kind: VS, spec: '{hosts: ["a b", "*.a.com", "10.0.0.1"]}', found: ['MF-HOST spec.hosts[0]'] },
  { kind: VS, spec: '{hosts: [a], exportTo: ["~"]}', found: ['MF-HIDDEN spec.exportTo'] },
  { kind: VS, spec: '{http: [{match: [{uri: {regex: "("}}], redirect: {}}]}', found: ['MF-REGEX spec.http[0].match[0].uri.regex'] },
  { kind: VS, spec: '{http: [{match: [{uri: {}, headers: {x: {}}}], redirect: {}}]}', found: ['MF-MATCH spec.http[0].match[0].uri'] },
  {
    kind: VS,
    spec: '{http: [{match: [{headers: {x: {regex: "*"}}, port: 70000}], redirect: {}}]}',
    found: ['MF-PORT spec.http[0].match[0].port'],
  },
  { kind: VS, spec: '{http: [{timeout: soon, redirect: {}}]}', found: ['MF-DURATION spec.http[0].timeout'] },
  { kind: VS, spec: '{http: [{timeout: 1s}]}', found: ['MF-NO-ACTION spec.http[0]'] },
  { kind: VS, spec: '{http: [{redirect: {}, rewrite: {uri: /}}]}', found: ['MF-CONTRADICTION spec.http[0].rewrite'] },
  {
    kind: VS,
    spec: '{http: [{route: [{destination: {host: b}, weight: -1}, {destination: {host: c}}]}]}',
    found: ['MF-WEIGHT spec.http[0].route[0].weight', 'MF-WEIGHTS spec.http[0].route'],
  },
  {
    kind: VS,
    spec: '{http: [{redirect: {}, mirrorPercentage: {value: 101}}]}',
    found: ['MF-PERCENT spec.http[0].mirrorPercentage.value'],
  },
  { kind: VS, spec: '{http: [{delegate: {name: gone}}]}', found: ['MF-NO-DELEGATE spec.http[0].delegate'] },
  { kind: DR, spec: '{host: Reviews}', found: ['MF-UPPER-CASE spec.host'] },
  { kind: DR, spec: '{host: a, trafficPolicy: {tls: {mode: mutual}}}', found: ['MF-ENUM spec.trafficPolicy.tls.mode'] },
  {
    kind: DR,
    spec: '{host: a, subsets: [{name: v1, trafficPolicy: {outlierDetection: {interval: 5}}}]}',
    found: ['MF-TYPE spec.subsets[0].trafficPolicy.outlierDetection.interval'],
  },
  {
    kind: 'networking.istio.io/v1 Gateway',
    spec: '{servers: [{port: {number: 80, protocol: http}, hosts: ["*"]}, {port: {number: 0, protocol: SMTP}}]}',
    found: ['MF-PORT spec.servers[1].port.number', 'MF-ENUM spec.servers[1].port.protocol'],
  },
  { kind: 'networking.istio.io/v1 ServiceEntry', spec: '{hosts: [a.example], resolution: STATICS}', found: ['MF-ENUM spec.resolution'] },
  {
    kind: 'networking.istio.io/v1 Sidecar',
    spec: '{outboundTrafficPolicy: {mode: ALLOW}, egress: [{hosts: 7}]}',
    found: ['MF-ENUM spec.outboundTrafficPolicy.mode', 'MF-TYPE spec.egress[0].hosts'],
  },
  {
    kind: 'security.istio.io/v1 PeerAuthentication',
    spec: '{mtls: {mode: strict}, portLevelMtls: {8080: {mode: DISABLE}}}',
    found: ['MF-ENUM spec.mtls.mode', 'MF-IGNORED spec.portLevelMtls'],
  },
  {
    kind: 'security.istio.io/v1 PeerAuthentication',
    spec: '{selector: {matchLabels: {app: a}}, mtls: {mode: STRICT}}',
    namespace: 'istio-system',
    found: ['MF-IGNORED spec.selector'],
  },
  { kind: 'security.istio.io/v1 AuthorizationPolicy', spec: '{action: DENY}', found: ['MF-IGNORED spec.rules'] },
  { kind: 'security.istio.io/v1 AuthorizationPolicy', spec: '{action: FORBID}', found: ['MF-ENUM spec.action'] },
];

test.each(cases)('finds in $kind $spec: $found', ({ kind: both, spec, namespace = 'default', found }) => {
  const [apiVersion = '', kind = ''] = both.split(' ');
  const object: KubeObject = { apiVersion, kind, metadata: { name: 'x', namespace }, spec: parse(spec) };
  expect(meshFindings(buildMesh([object])).map(({ code, path }) => `${code} ${path}`)).toEqual(found);
});

test('every code is found by a case', () => {
  const seen = new Set(cases.flatMap(({ found }) => found.map((line) => line.split(' ')[0])));
  expect([...seen].sort()).toEqual(Object.keys(FINDING_CODES).sort());
});

test('any JSON at any place is a finding or none, never an exception', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(brokenObject, validObject), { maxLength: 10 }), (objects) => {
      for (const { path } of meshFindings(buildMesh(objects))) expect(path).toMatch(/^spec/);
    }),
    { numRuns: 300 },
  );
});

test('an object that did not change is not looked at again', () => {
  const broken = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'x', namespace: 'default' }, spec: 7 };
  const mesh = buildMesh([broken]);
  const [before] = meshFindings(mesh);
  const [after] = meshFindings(mesh.with({ put: [{ ...broken, metadata: { ...broken.metadata, name: 'y' }, spec: {} }] }));
  expect(after).toBe(before);
});
