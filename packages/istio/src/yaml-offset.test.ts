import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { yamlOffset } from './yaml-offset.ts';

const text = `kind: VirtualService
spec:
  http:
    - match:
        - headers:
            end: {}
            end.user:
              exact: jason
      route: [{ destination: { host: reviews } }]
`;

test.each([
  ['', 'kind'],
  ['kind', 'kind'],
  ['spec.http', 'http:'],
  ['spec.http[0]', 'match'],
  ['spec.http[0].match[0].headers.end.user.exact', 'exact'],
  ['spec.http[0].match[0].headers.end', 'end: {}'],
  ['spec.http[0].route[0].destination.host', 'host'],
  ['spec.http[0].route[0].destination.subset', 'destination'],
  ['spec.http[7].route', 'http'],
  ['status.ready', 'kind'],
])('finds %s', (path, expected) => {
  expect(text.slice(yamlOffset(parseDocument(text).contents, path))).toMatch(new RegExp(`^${expected}`));
});
