import { buildMesh } from '@pidalio/routing';
import { describe, expect, test } from 'vitest';
import { bookinfo, object, request } from './bookinfo.fixture.ts';
import { explainJourney } from './explain-journey.ts';
import { readTests } from './read-tests.ts';
import { runTests } from './run-tests.ts';
import type { SavedTest } from './saved-test.ts';
import { toTestYaml } from './write-test.ts';

const mesh = buildMesh(bookinfo);

function tests(text: string): readonly SavedTest[] {
  const read = readTests(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.tests;
}

describe('a saved explanation', () => {
  const saved = toTestYaml(request, explainJourney(mesh, request));

  test('reads as a person would write it', () => {
    expect(saved).toBe(`tests:
  - name: "GET reviews/reviews/0 from productpage-v1: Answered by reviews v1 in 3 of 4 cases, else by v3"
    from:
      namespace: default
      name: productpage-v1
      labels:
        app: productpage
      proxy: sidecar
      serviceAccount: bookinfo-productpage
    request: GET reviews/reviews/0
    port: 9080
    expect:
      verdict: delivered
      route: canary
      governedBy: VirtualService default/reviews
      to:
        reviews.default.svc.cluster.local:9080/v1: 0.75
        reviews.default.svc.cluster.local:9080/v3: 0.25
      status: null
      flags: ""
`);
  });

  test('passes on the configuration that it was made on', () => {
    expect(runTests(mesh, tests(saved))).toMatchObject([{ differences: [] }]);
  });

  test('says what a change changes', () => {
    const rules = [{ name: 'canary', route: [{ destination: { host: 'reviews', subset: 'v1' } }] }];
    const changed = mesh.with({ put: [object('VirtualService', 'reviews', { hosts: ['reviews'], http: rules })], remove: [] });
    expect(runTests(changed, tests(saved))).toMatchObject([
      {
        differences: [
          {
            field: 'to',
            expected: { 'reviews.default.svc.cluster.local:9080/v1': 0.75, 'reviews.default.svc.cluster.local:9080/v3': 0.25 },
            actual: { 'reviews.default.svc.cluster.local:9080/v1': 1 },
          },
        ],
      },
    ]);
  });
});

test('names the sender by workload or app, or in full', () => {
  const text = `
tests:
  - { name: a, from: default/productpage, request: GET reviews:9080/, headers: { End-User: jason }, expect: { route: jason } }
  - { name: b, from: { namespace: default }, request: GET reviews:9080/, expect: { verdict: delivered, to: { reviews.default.svc.cluster.local:9080/v1: 0.75, reviews.default.svc.cluster.local:9080/v3: 0.25 } } }
  - { name: c, from: default/nobody, request: GET reviews:9080/, expect: { route: jason } }
  - { name: d, from: { namespace: default }, request: GET nothing:9080/, expect: { verdict: no-route } }
`;
  expect(runTests(mesh, tests(text)).map(({ differences }) => differences.map(({ field, actual }) => [field, actual]))).toEqual([
    [],
    [],
    [['from', null]],
    [['verdict', 'delivered']],
  ]);
});

test.each([
  ['tests: [', [[1, 9]]],
  ['tests: []', [[1, 1]]],
  ['tests:\n  - name: a\n    from: nowhere\n    request: GET a/\n    expect: {}', [[3, 5]]],
  ['tests:\n  - name: a\n    from: a/b\n    request: lorem\n    expect: {}', [[4, 5]]],
  [
    'tests:\n  - name: a\n    from: a/b\n    request: GET a/\n    expect:\n      verdict: fine\n      colour: red',
    [
      [6, 7],
      [5, 5],
    ],
  ],
  ['', [[1, 1]]],
])('says where a file is wrong: %j', (text, places) => {
  const read = readTests(text);
  expect(read.ok ? [] : read.problems.map(({ line, column }) => [line, column])).toEqual(places);
});
