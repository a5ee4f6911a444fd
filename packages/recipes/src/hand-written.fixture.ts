import type { KubeObject, ObjectRef } from '@pidalio/istio';
import type { SteeringInput } from './steering-input.ts';

/** The input of a recipe on Bookinfo's reviews, for tests. `governing` defaults to the VirtualService `reviews`. */
export function reviewsInput(
  objects: KubeObject[],
  governing: ObjectRef | null = { kind: 'VirtualService', namespace: 'default', name: 'reviews' },
  via = 'mesh',
): SteeringInput {
  return {
    service: { namespace: 'default', name: 'reviews', host: 'reviews.default.svc.cluster.local' },
    versions: ['v1', 'v2', 'v3'].map((version) => ({ version, labels: { app: 'reviews', version } })),
    objects,
    vantage: { via, host: via === 'mesh' ? 'reviews' : '*', governing },
  };
}

const head = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: default
  labels: {team: books}
  resourceVersion: "41"
spec:
  hosts: [reviews]
  exportTo: ["*"]
`;

/** VirtualServices as people write them, with much that the forms do not show. */
export const handWritten: { name: string; yaml: string }[] = [
  {
    name: 'one plain rule',
    yaml: `${head}  http:
    - route:
        - destination: {host: reviews, subset: v1}
`,
  },
  {
    name: 'weights that do not add up to 100',
    yaml: `${head}  http:
    - name: main
      route:
        - destination: {host: reviews, subset: v1}
          weight: 2
        - destination: {host: reviews, subset: v2}
          weight: 1
`,
  },
  {
    name: 'everything a rule can carry',
    yaml: `${head}  http:
    - name: testers
      match:
        - name: by-header
          headers: {end-user: {exact: jason}, x-beta: {}}
          withoutHeaders: {x-no: {regex: "*"}}
          sourceLabels: {app: productpage}
          port: 9080
          ignoreUriCase: true
        - queryParams: {debug: {exact: "1"}}
          method: {exact: GET}
          authority: {prefix: rev}
      fault: {delay: {percentage: {value: 10}, fixedDelay: 1s}}
      timeout: 2s
      retries: {attempts: 3, perTryTimeout: 500ms, retryOn: "5xx,reset"}
      route:
        - destination: {host: reviews, subset: v3, port: {number: 9080}}
          headers: {response: {add: {x-version: v3}}}
    - name: old
      match: [{uri: {prefix: /old}}]
      redirect: {uri: /new}
    - name: main
      headers: {request: {set: {x-by: mesh}}}
      corsPolicy: {allowOrigins: [{exact: "https://a.example"}]}
      rewrite: {uri: /}
      mirror: {host: audit.logs.svc.cluster.local}
      mirrorPercentage: {value: 5}
      somethingNew: {a: [1, 2, {b: null}]}
      route:
        - destination: {host: reviews.default.svc.cluster.local, subset: v1}
          weight: 80
          headers: {request: {remove: [x-a]}}
        - destination: {host: reviews.default.svc.cluster.local, subset: v2}
          weight: 15
        - destination: {host: other.shop.svc.cluster.local}
          weight: 5
  tcp:
    - match: [{port: 9999}]
      route: [{destination: {host: reviews}}]
`,
  },
  {
    name: 'cookie regexes in other spellings',
    yaml: `${head}  http:
    - match:
        - headers: {cookie: {regex: "^(.*?;)?(beta=1)(;.*)?$"}}
        - headers: {Cookie: {regex: "session=[0-9]+"}}
      route: [{destination: {host: reviews, subset: v2}}]
    - route: [{destination: {host: reviews, subset: v1}, weight: 100}]
`,
  },
];
