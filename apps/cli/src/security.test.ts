import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCommand, pidalio } from './test-kit.fixture.ts';

const mesh = ['-f', 'apps/cli/fixtures/bookinfo', '--from', 'productpage'];
const folder = mkdtempSync(path.join(tmpdir(), 'pidalio-'));
const file = (name: string, content: unknown): string => {
  const where = path.join(folder, name);
  writeFileSync(where, JSON.stringify(content));
  return where;
};

beforeAll(buildCommand);
afterAll(() => rmSync(folder, { recursive: true }));

test('names the policy, the rule and the line that deny', async () => {
  const { code, out } = await pidalio(['explain', ...mesh, '-f', 'apps/cli/fixtures/security', '-r', 'DELETE reviews:9080/reviews/1']);
  expect(out).toContain('Rule 1 of AuthorizationPolicy reviews-viewer denies it.');
  expect(out).toMatch(/apps\/cli\/fixtures\/security\/policies\.yaml:11/);
  expect(out).toContain('rbac_access_denied_matched_policy[ns[default]-policy[reviews-viewer]-rule[0]]');
  expect(code).toBe(1);
});

test('checks tokens with the keys of a file', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwks = file('jwks.json', { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] });
  const rules = file('rules.json', {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'jwt', namespace: 'default' },
    spec: { jwtRules: [{ issuer: 'issuer@example.com', jwksUri: 'https://example.com/jwks' }] },
  });
  const sign = (expires: number) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer('issuer@example.com')
      .setExpirationTime(expires)
      .sign(privateKey);
  const ask = (token: string) => pidalio(['explain', ...mesh, '-f', rules, '-r', 'GET reviews:9080/', '--token', token, '--jwks', jwks]);
  const now = Math.floor(Date.now() / 1000);
  const good = await ask(await sign(now + 3600));
  expect(good.out).toContain('Answered by reviews v1');
  expect(good.code).toBe(0);
  const late = await ask(await sign(now - 3600));
  expect(late.out).toContain('RequestAuthentication jwt does not accept the token: Jwt is expired.');
  expect(late.code).toBe(1);
});

test('says that a file holds no keys', async () => {
  const { code, err } = await pidalio(['explain', ...mesh, '-r', 'GET reviews:9080/', '--jwks', file('none.json', {})]);
  expect(err).toContain('is no JSON Web Key Set');
  expect(code).toBe(64);
});
