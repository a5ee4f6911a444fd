import { request } from 'node:http';
import type { RunningMesh } from './mesh.ts';
import { expect, test } from './test.ts';

const rule = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'foreign', namespace: 'default' },
  spec: { hosts: ['ratings'], http: [{ route: [{ destination: { host: 'ratings' } }] }] },
};
const change = JSON.stringify({ operations: [{ action: 'create', object: rule }], reason: '' });

/** A raw request: a browser would not let a test forge these headers. */
function send(mesh: RunningMesh, headers: Record<string, string | undefined>, body = change): Promise<{ status: number; type: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${mesh.url}/api/changes/apply`,
      { method: 'POST', headers: withoutUndefined({ 'content-type': 'application/json', 'x-pidalio': '1', ...headers }) },
      (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '' });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function withoutUndefined(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

test('a foreign page, a foreign name and a form cannot write', async ({ mesh }) => {
  const refused: [string, Record<string, string | undefined>][] = [
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a foreign Host (DNS rebinding)', { host: 'evil.example' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a form post', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a request without our header', { 'x-pidalio': undefined }],
  ];
  for (const [name, headers] of refused) {
    const answer = await send(mesh, headers);
    expect(answer.status, name).toBe(403);
    expect(answer.type, name).toContain('application/problem+json');
  }
  await expect(mesh.kubectl(['get', 'virtualservice', 'foreign'])).rejects.toThrow(/NotFound/);

  // The same request from the dashboard's own page is carried out: the refusals above are due to the headers alone.
  expect((await send(mesh, { origin: mesh.url })).status).toBe(200);
  expect(await mesh.kubectl(['get', 'virtualservice', 'foreign'])).toContain('foreign');
});
