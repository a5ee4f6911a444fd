import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, type TestServer } from '../testing/listen.ts';
import { widget } from '../testing/widgets.ts';

let server: TestServer;
beforeAll(async () => {
  server = await listen();
});
afterAll(() => server.close());

const path = '/apis/example.com/v1/namespaces/default/widgets';

async function call(method: string, where: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + where, {
    method,
    headers: { 'content-type': 'application/json', 'user-agent': 'tester/1', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

describe('objects', () => {
  test('a created object gets its identity, defaults and an owner of its fields', async () => {
    const { status, body } = await call('POST', path, widget('created'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      metadata: { namespace: 'default', generation: 1, resourceVersion: expect.any(String) },
      spec: { color: 'red', size: 1 },
    });
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.metadata.managedFields).toMatchObject([
      { manager: 'tester', operation: 'Update', fieldsV1: { 'f:spec': { '.': {}, 'f:color': {}, 'f:size': {} } } },
    ]);
    expect(Object.keys(body)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  });

  test('a name is taken once', async () => {
    await call('POST', path, widget('twice'));
    const { status, body } = await call('POST', path, widget('twice'));
    expect(status).toBe(409);
    expect(body).toMatchObject({ reason: 'AlreadyExists', message: 'widgets.example.com "twice" already exists' });
  });

  test('a stale resourceVersion is a conflict, and an unchanged object keeps its own', async () => {
    const { body: first } = await call('POST', path, widget('stale'));
    const { body: second } = await call('PUT', `${path}/stale`, { ...first, spec: { color: 'blue' } });
    expect(second.metadata.generation).toBe(2);
    const { body: same } = await call('PUT', `${path}/stale`, second);
    expect(same.metadata.resourceVersion).toBe(second.metadata.resourceVersion);
    const { status, body } = await call('PUT', `${path}/stale`, first);
    expect(status).toBe(409);
    expect(body.message).toBe(
      'Operation cannot be fulfilled on widgets.example.com "stale": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  test.each([
    [{ color: 'green' }, 'spec.color', 'Unsupported value: "green": supported values: "red", "blue"'],
    [{ color: 'red', size: -1 }, 'spec.size', 'Invalid value: -1: spec.size in body should be greater than or equal to 0'],
    [{ color: 'red', tags: 'x' }, 'spec.tags', 'Invalid value: "string": spec.tags in body must be of type array: "string"'],
    [{}, 'spec.color', 'Required value'],
    [{ color: 'red', min: 5 }, 'spec', 'Invalid value: min must not exceed size'],
  ])('%j is refused at its field', async (spec, field, message) => {
    const { status, body } = await call('POST', path, widget('invalid', spec));
    expect(status).toBe(422);
    expect(body.details.causes).toContainEqual(expect.objectContaining({ field, message }));
  });

  test('unknown fields are refused, warned of or ignored as the client asks', async () => {
    const odd = widget('odd', { color: 'red', colour: 'blue' });
    const strict = await call('POST', `${path}?fieldValidation=Strict&dryRun=All`, odd);
    expect(strict.body.message).toContain('strict decoding error: unknown field "spec.colour"');
    const warned = await call('POST', `${path}?fieldValidation=Warn&dryRun=All`, odd);
    expect(warned.headers.get('warning')).toBe('299 - "unknown field \\"spec.colour\\""');
    expect(warned.body.spec).toEqual({ color: 'red', size: 1 });
    expect((await call('GET', `${path}/odd`)).status).toBe(404);
  });

  test('status has its own endpoint', async () => {
    const { body: made } = await call('POST', path, { ...widget('status'), status: { ready: true } });
    expect(made.status).toBeUndefined();
    const patch = { spec: { color: 'blue' }, status: { ready: true } };
    const { body } = await call('PATCH', `${path}/status/status`, patch, { 'content-type': 'application/merge-patch+json' });
    expect(body).toMatchObject({ spec: { color: 'red' }, status: { ready: true }, metadata: { generation: 1 } });
  });

  test.each([
    ['POST', 'create'],
    ['DELETE', 'delete'],
  ])('%s leaves a status alone', async (method, verb) => {
    const name = `whole-${verb}`;
    await call('POST', path, widget(name));
    const { status, body } = await call(method, `${path}/${name}/status`, widget(name));
    expect(status).toBe(405);
    expect(body.message).toBe(`${verb} is not supported on resources of kind "widgets.example.com"`);
    expect((await call('GET', `${path}/${name}`)).status).toBe(200);
  });

  test('a finalizer holds a deleted object until it is removed', async () => {
    await call('POST', path, { ...widget('held'), metadata: { name: 'held', finalizers: ['example.com/wait'] } });
    const { body } = await call('DELETE', `${path}/held`);
    expect(body.metadata.deletionTimestamp).toBeDefined();
    await call('PATCH', `${path}/held`, [{ op: 'remove', path: '/metadata/finalizers' }], {
      'content-type': 'application/json-patch+json',
    });
    expect((await call('GET', `${path}/held`)).status).toBe(404);
  });

  test('deletion obeys preconditions', async () => {
    const { body: made } = await call('POST', path, widget('guarded'));
    const wrong = await call('DELETE', `${path}/guarded`, { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'x' } });
    expect(wrong.status).toBe(409);
    const right = await call('DELETE', `${path}/guarded`, {
      preconditions: { uid: made.metadata.uid, resourceVersion: made.metadata.resourceVersion },
    });
    expect(right.body).toMatchObject({ status: 'Success', details: { name: 'guarded', kind: 'widgets' } });
  });
});

describe('server-side apply', () => {
  const apply = (name: string, spec: Record<string, unknown>, manager: string, force = false) =>
    call('PATCH', `${path}/${name}?fieldManager=${manager}${force ? '&force=true' : ''}`, widget(name, spec), {
      'content-type': 'application/apply-patch+yaml',
    });

  test('two managers may agree, conflict, and take over', async () => {
    expect((await apply('shared', { color: 'red' }, 'one')).status).toBe(201);
    expect((await apply('shared', { color: 'red' }, 'two')).status).toBe(200);
    const { status, body } = await apply('shared', { color: 'blue' }, 'two');
    expect(status).toBe(409);
    expect(body.message).toBe('Apply failed with 1 conflict: conflict with "one": .spec.color');
    expect((await apply('shared', { color: 'blue' }, 'two', true)).body.spec.color).toBe('blue');
  });

  test('a field that its only applier leaves out is removed, items of others stay', async () => {
    await apply('given-up', { color: 'red', min: 1, parts: [{ name: 'a', qty: 1 }] }, 'one');
    await apply('given-up', { color: 'red', parts: [{ name: 'b', qty: 2 }] }, 'two');
    const { body } = await apply('given-up', { color: 'red' }, 'one');
    expect(body.spec).toEqual({ color: 'red', size: 1, parts: [{ name: 'b', qty: 2 }] });
  });
});

describe('lists', () => {
  test('pages share one revision and end with what is left', async () => {
    for (const name of ['p1', 'p2', 'p3']) await call('POST', path, { ...widget(name), metadata: { name, labels: { page: 'yes' } } });
    const first = await call('GET', `${path}?limit=2&labelSelector=page%3Dyes`);
    expect(first.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['p1', 'p2']);
    await call('DELETE', `${path}/p3`);
    const second = await call('GET', `${path}?limit=2&labelSelector=page%3Dyes&continue=${first.body.metadata.continue}`);
    expect(second.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['p3']);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  test('a table has the printer columns', async () => {
    await call('POST', path, widget('tabled'));
    const { body } = await call('GET', `${path}?fieldSelector=metadata.name%3Dtabled`, undefined, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    expect(body.columnDefinitions.map((column: { name: string }) => column.name)).toEqual(['Name', 'Color']);
    expect(body.rows[0].cells).toEqual(['tabled', 'red']);
  });

  test('a metadata-only list leaves the rest out', async () => {
    const { body } = await call('GET', path, undefined, { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' });
    expect(body.kind).toBe('PartialObjectMetadataList');
    expect(body.items[0].spec).toBeUndefined();
  });
});

test('a namespace that does not exist takes no objects', async () => {
  const { status, body } = await call('POST', '/apis/example.com/v1/namespaces/nowhere/widgets', widget('lost'));
  expect(status).toBe(404);
  expect(body.message).toBe('namespaces "nowhere" not found');
});

test('unknown paths are plain pages', async () => {
  const { status, body } = await call('GET', '/apis/example.com/v1/namespaces/default/gadgets');
  expect({ status, body }).toEqual({ status: 404, body: '404 page not found\n' });
});

test('bearer tokens are asked for when there are any', async () => {
  const guarded = await listen({ tokens: { secret: { username: 'jane', groups: ['devs'] } } });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const ask = (headers: Record<string, string>) =>
    fetch(`${guarded.url}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(review),
    });
  expect((await ask({})).status).toBe(401);
  const known = await ask({ authorization: 'Bearer secret' });
  expect(await known.json()).toMatchObject({ status: { userInfo: { username: 'jane', groups: ['devs', 'system:authenticated'] } } });
  await guarded.close();
});

test('an admission hook may change, refuse and warn', async () => {
  const hooked = await listen({
    admission: [
      ({ object }) => {
        if (object?.kind !== 'Widget') return { allowed: true };
        if (object.metadata.name === 'bad') return { allowed: false, message: 'admission webhook "w" denied the request: no' };
        return {
          allowed: true,
          warnings: ['mind the gap'],
          object: { ...object, metadata: { ...object.metadata, labels: { seen: 'yes' } } },
        };
      },
    ],
  });
  const post = (name: string) =>
    fetch(hooked.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(widget(name)) });
  const good = await post('good');
  expect(good.headers.get('warning')).toBe('299 - "mind the gap"');
  expect(await good.json()).toMatchObject({ metadata: { labels: { seen: 'yes' } } });
  const bad = await post('bad');
  expect(bad.status).toBe(403);
  await hooked.close();
});
