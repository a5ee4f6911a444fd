import { expect, test } from 'vitest';
import { objectsOf } from './cluster.fixture.ts';
import { lineOfPath } from './line-of-path.ts';

const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: default
spec:
  hosts:
    - reviews
  http:
    - name: jason
      match:
        - headers:
            end.user:
              exact: jason
      route:
        - destination:
            host: reviews
`;

test.each([
  ['spec.http', 9],
  ['spec.http[0]', 10],
  ['spec.http[0].match[0].headers.end.user', 13],
  ['spec.http[0].route[0].destination.host', 17],
  ['spec.http[0].timeout', 10],
  ['spec.http[4]', 9],
  ['', 1],
])('finds %s on line %i', (path, line) => {
  const [object] = objectsOf(text);
  expect(object && lineOfPath(object, path)).toBe(line);
});

test('counts in the draft’s own text', () => {
  const draft = `# who comes first\n${text}`;
  const [object] = objectsOf(draft);
  expect(object && lineOfPath(object, 'spec.http[0]', draft)).toBe(11);
});
