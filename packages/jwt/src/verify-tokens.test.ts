import type { JwtRule } from '@pidalio/istio';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { verifyTokens } from './verify-tokens.ts';

const NOW = 1_800_000_000;
const ISSUER = 'https://issuer.example';
let sign: (claims: JWTPayload, kid?: string) => Promise<string>;
let jwks = '';

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] });
  sign = (claims, kid = 'one') => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
});

function rule(changes: Partial<JwtRule> = {}): JwtRule {
  return {
    ref: { kind: 'RequestAuthentication', namespace: 'default', name: 'ra' },
    path: 'spec.jwtRules[0]',
    issuer: ISSUER,
    audiences: [],
    jwks,
    fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }],
    fromParams: ['access_token'],
    fromCookies: [],
    forwardOriginalToken: false,
    outputClaimToHeaders: [],
    spaceDelimitedClaims: [],
    ...changes,
  };
}

async function problemOf(token: string, rules = [rule()]): Promise<string | undefined> {
  const [checked] = await verifyTokens(rules, { path: '/', headers: { authorization: `Bearer ${token}` } }, NOW);
  return checked?.problem;
}

test('takes a token that the key signed, and says its claims', async () => {
  const token = await sign({ iss: ISSUER, sub: 'alice', exp: NOW + 60 });
  const checked = await verifyTokens([rule()], { path: `/?access_token=${token}`, headers: {} }, NOW);
  expect(checked).toEqual([{ token, claims: { iss: ISSUER, sub: 'alice', exp: NOW + 60 } }]);
});

test('allows clocks to differ by a minute', async () => {
  expect(await problemOf(await sign({ iss: ISSUER, exp: NOW - 59 }))).toBeUndefined();
  expect(await problemOf(await sign({ iss: ISSUER, exp: NOW - 61 }))).toBe('Jwt is expired');
  expect(await problemOf(await sign({ iss: ISSUER, nbf: NOW + 59 }))).toBeUndefined();
  expect(await problemOf(await sign({ iss: ISSUER, nbf: NOW + 61 }))).toBe('Jwt not yet valid');
});

test('refuses what the key did not sign', async () => {
  const [head, , signature] = (await sign({ iss: ISSUER, sub: 'alice' })).split('.');
  const [, payload] = (await sign({ iss: ISSUER, sub: 'admin' })).split('.');
  expect(await problemOf(`${head}.${payload}.${signature}`)).toBe('Jwt verification fails');
});

test('finds no key where none has the token’s id', async () => {
  expect(await problemOf(await sign({ iss: ISSUER }, 'two'))).toBe("Jwks doesn't have key to match kid or alg from Jwt");
});

test('keys that cannot be read are none', async () => {
  expect(await problemOf(await sign({ iss: ISSUER }), [rule({ jwks: 'oops' })])).toBe("Jwks doesn't have any valid public key");
});

test('says nothing about tokens whose keys are elsewhere', async () => {
  const { jwks: _, ...remote } = rule();
  expect(await verifyTokens([remote], { path: '/', headers: { authorization: `Bearer ${await sign({ iss: ISSUER })}` } }, NOW)).toEqual([]);
});

test('takes the keys of the rule of the token’s issuer', async () => {
  const token = await sign({ iss: ISSUER });
  const other = rule({ issuer: 'https://other.example', jwks: JSON.stringify({ keys: [] }) });
  expect(await problemOf(token, [other, rule()])).toBeUndefined();
  expect(await problemOf(token, [rule(), other])).toBeUndefined();
});

test.each([
  ['oops', 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
  ['e30.e30.x', 'Jwt header [alg] field is required and must be a string'],
])('names what is wrong with the form of %s', async (token, problem) => {
  expect(await problemOf(token)).toBe(problem);
});
