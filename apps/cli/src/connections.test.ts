import { beforeAll, expect, test } from 'vitest';
import { buildCommand, pidalio } from './test-kit.fixture.ts';

beforeAll(buildCommand);

const explain = (from: string, request: string) => pidalio(['explain', '-f', 'apps/cli/fixtures/databases', '--from', from, '-r', request]);

test.each([
  ['a service without rules', 'shop', 'GET mysql:3306/', 0, ['✓ Answered by mysql\n', 'Port 3306 is not read as HTTP']],
  [
    'the one of two services on a port that is meant, by its tcp rule',
    'shop',
    'GET orders:3306/',
    0,
    ['✓ Answered by orders in 8 of 10 cases, else by mysql', 'tcp rule 1 of VirtualService orders', 'fixtures/databases/databases.yaml:75'],
  ],
  [
    'plain bytes that STRICT does not take',
    'batch',
    'GET mysql:3306/',
    1,
    ['✗ Denied by mysql: the connection ends without an answer', 'PeerAuthentication strict'],
  ],
  ['a headless service', 'shop', 'GET mongo:27017/', 0, ['✓ Answered by mongo\n', 'Mutual TLS as']],
  ['TLS to a host that nobody knows', 'shop', 'GET https://api.example.com/', 0, ['✓ Sent on as it is to api.example.com:443']],
])('explains a connection to %s', async (_, from, request, expected, told) => {
  const { code, out } = await explain(from, request);
  for (const text of told) expect(out).toContain(text);
  expect(code).toBe(expected);
});

test('explains the log of a TCP connection', async () => {
  const line =
    '[2026-01-25T21:26:18.409Z] "- - -" 0 - - - "-" 10 20 4 - "-" "-" "-" "-" "10.44.1.27:3306" outbound|3306||mysql.default.svc.cluster.local 10.44.1.23:37652 10.0.45.184:3306 10.44.1.23:46520 - -';
  const args = ['explain', '-f', 'apps/cli/fixtures/databases', '--from', 'shop', '--log', line];
  const { code, out } = await pidalio(args);
  expect(out).toContain('TCP mysql.default.svc.cluster.local:3306  from shop (default)\n✓ Answered by mysql');
  expect(code).toBe(0);
});
