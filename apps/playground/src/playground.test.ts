import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fieldsOf, textOf } from '@pidalio/istio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { records } from './admission/fields.ts';
import type { PlaygroundOptions } from './options.ts';
import { type Playground, startPlayground } from './playground.ts';

const ISTIO = '/apis/networking.istio.io/v1/namespaces/default';
let dir: string;
let playground: Playground;
let token: string;

function options(overrides: Partial<PlaygroundOptions> = {}): PlaygroundOptions {
  return {
    host: '127.0.0.1',
    advertiseHost: '127.0.0.1',
    kubePort: 0,
    prometheusPort: 0,
    scenario: 'bookinfo',
    seed: 1,
    scrapeIntervalMs: 1000,
    historyMs: 300_000,
    dir,
    insecureHttp: true,
    ...overrides,
  };
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'pidalio-playground-'));
  playground = await startPlayground(options());
  token = parse(await readFile(playground.kubeconfig, 'utf8')).users[0].user.token;
});

afterAll(async () => {
  await playground.close();
  await rm(dir, { recursive: true });
});

async function kube(method: string, url: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(playground.kubeUrl + url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: fieldsOf(await response.json()) };
}

/** Result of an instant query, one entry per series. */
async function query(promql: string): Promise<{ metric: Record<string, unknown>; value: number; values: [number, number][] }[]> {
  const response = await fetch(`${playground.prometheusUrl}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const { data } = fieldsOf(await response.json());
  return records(fieldsOf(data).result).map(({ metric, value, values }) => ({
    metric: fieldsOf(metric),
    value: Array.isArray(value) ? Number(value[1]) : Number.NaN,
    values: Array.isArray(values) ? values.map(([seconds, text]: [number, string]) => [seconds * 1000, Number(text)]) : [],
  }));
}

describe('the cluster', () => {
  test('runs Bookinfo with a proxy in every pod of default, and none in legacy', async () => {
    const { body } = await kube('GET', '/api/v1/pods');
    const pods = records(body.items).map(({ metadata, spec, status }) => ({
      namespace: fieldsOf(metadata).namespace,
      containers: records(fieldsOf(spec).containers).map(({ name }) => textOf(name) ?? ''),
      phase: fieldsOf(status).phase,
    }));
    expect(pods.filter(({ namespace }) => namespace === 'default')).toHaveLength(6);
    for (const { namespace, containers, phase } of pods) {
      expect(phase).toBe('Running');
      if (namespace === 'default') expect(containers).toContain('istio-proxy');
      if (namespace === 'legacy') expect(containers).toEqual(['batch']);
    }
  });

  test('has no DestinationRule at first', async () => {
    const { body } = await kube('GET', `${ISTIO}/destinationrules`);
    expect(body.items).toEqual([]);
  });

  test('logs requests, as the proxy writes them and as the application does', async () => {
    const { body } = await kube('GET', '/api/v1/namespaces/default/pods?labelSelector=app%3Dratings');
    const [pod] = records(body.items);
    const log = async (container: string) => {
      const url = `${playground.kubeUrl}/api/v1/namespaces/default/pods/${fieldsOf(pod?.metadata).name}/log?container=${container}&tailLines=2`;
      const text = await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text();
      return text.trimEnd().split('\n');
    };
    const proxyLines = await log('istio-proxy');
    expect(proxyLines).toHaveLength(2);
    expect(proxyLines[0]).toMatch(
      /^\[.+Z\] "GET \/ratings\/0 HTTP\/1.1" 200 - via_upstream - "-" 0 48 \d+ \d+ "-" .* inbound\|9080\|\| .* default$/,
    );
    expect((await log('ratings'))[0]).toMatch(/^127\.0\.0\.6 - - \[.+Z\] "GET \/ratings\/0 HTTP\/1\.1" 200 48$/);
  });

  test('has accounts with the rights of administrator, editor and viewer', async () => {
    const { users } = parse(await readFile(playground.kubeconfig, 'utf8'));
    const can = async (name: string, resourceAttributes: Record<string, string>) => {
      const user: unknown = records(users).find((entry) => entry.name === name)?.user;
      const response = await fetch(`${playground.kubeUrl}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`, {
        method: 'POST',
        headers: { authorization: `Bearer ${fieldsOf(user).token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }),
      });
      return fieldsOf(fieldsOf(await response.json()).status).allowed;
    };
    const rule = { group: 'networking.istio.io', resource: 'virtualservices', namespace: 'default' };
    expect(await can('pidalio-playground', { verb: 'delete', resource: 'namespaces' })).toBe(true);
    expect(await can('pidalio-playground-editor', { ...rule, verb: 'update' })).toBe(true);
    expect(await can('pidalio-playground-editor', { verb: 'delete', resource: 'namespaces' })).toBe(false);
    expect(await can('pidalio-playground-viewer', { ...rule, verb: 'list' })).toBe(true);
    expect(await can('pidalio-playground-viewer', { ...rule, verb: 'update' })).toBe(false);
    expect(await can('pidalio-playground-viewer', { verb: 'get', resource: 'secrets', namespace: 'default' })).toBe(false);
  });

  test('refuses what istiod would refuse, in its words', async () => {
    const { status, body } = await kube('POST', `${ISTIO}/virtualservices`, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'broken' },
      spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'a' } }, { destination: { host: 'b' } }] }] },
    });
    expect(status).toBe(400);
    expect(body.message).toBe(
      'admission webhook "validation.istio.io" denied the request: configuration is invalid: total destination weight = 0',
    );
  });
});

test('the API server fails when it is told to, until it is told to stop', async () => {
  const faults = (method: string, body?: unknown) =>
    fetch(`${playground.prometheusUrl}/playground/faults`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
  expect((await faults('PUT', { rules: [{ effect: { kind: 'status', code: 200 } }] })).status).toBe(400);
  expect((await faults('PUT', { rules: [{ match: { verbs: ['list'] }, effect: { kind: 'status', code: 500 } }] })).status).toBe(200);
  expect((await kube('GET', '/api/v1/pods')).status).toBe(500);
  await faults('DELETE');
  expect((await kube('GET', '/api/v1/pods')).status).toBe(200);
});

describe('the metrics', () => {
  test('start with a history', async () => {
    const [rate] = await query('sum(rate(istio_requests_total{reporter="source",source_workload="istio-ingressgateway"}[4m]))');
    expect(rate?.value).toBeGreaterThan(38);
    expect(rate?.value).toBeLessThan(49);
  });

  test('tell the version of istiod', async () => {
    const [build] = await query('istio_build');
    expect(build).toMatchObject({ metric: { component: 'pilot', tag: '1.28.2' }, value: 1 });
  });

  test('are there for a Prometheus outside', async () => {
    const page = await (await fetch(`${playground.prometheusUrl}/playground/metrics`)).text();
    expect(page).toMatch(/^istio_requests_total\{.*source_workload="istio-ingressgateway".*pod="istio-ingressgateway-/m);
  });

  test('follow a changed VirtualService within two seconds', async () => {
    const subsets = ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } }));
    await kube('POST', `${ISTIO}/destinationrules`, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'reviews' },
      spec: { host: 'reviews', subsets },
    });
    const created = await kube('POST', `${ISTIO}/virtualservices`, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'reviews' },
      spec: { hosts: ['reviews'], http: [{ name: 'all-v3', route: [{ destination: { host: 'reviews', subset: 'v3' } }] }] },
    });
    expect(created.status).toBe(201);
    const changedMs = Date.now();
    const edge = 'istio_requests_total{reporter="source",source_workload="productpage-v1",destination_service_name="reviews"';
    const settled = async () => {
      const [v3] = await query(`${edge},destination_version="v3",route_name="all-v3"}[20s]`);
      return (v3?.values ?? []).filter(([ms]) => ms >= changedMs + 2000);
    };
    await expect.poll(async () => (await settled()).length, { timeout: 15_000, interval: 250 }).toBeGreaterThanOrEqual(4);
    const v3 = await settled();
    expect(v3.at(-1)![1] - v3[0]![1]).toBeGreaterThan(60);
    const [v1] = await query(`${edge},destination_version="v1"}[20s]`);
    const counts = new Set(v1?.values.filter(([ms]) => ms >= changedMs + 2000).map(([, count]) => count));
    expect(counts.size).toBe(1);
  });
});

test('speaks TLS with the authority of its kubeconfig, and asks for the token', async () => {
  const other = await startPlayground(options({ insecureHttp: false, historyMs: 0, dir: path.join(dir, 'tls') }));
  try {
    const { clusters, users } = parse(await readFile(other.kubeconfig, 'utf8'));
    const ca = Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64');
    const get = (authorization: string) =>
      new Promise<number>((resolve, reject) => {
        const request = httpsRequest(`${clusters[0].cluster.server}/api/v1/namespaces`, { ca, headers: { authorization } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        request.on('error', reject).end();
      });
    expect(await get(`Bearer ${users[0].user.token}`)).toBe(200);
    expect(await get('Bearer wrong')).toBe(401);
  } finally {
    await other.close();
  }
});

test('a port in use is one clear line', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const address = blocker.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(startPlayground(options({ prometheusPort: port }))).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
  await new Promise((resolve) => blocker.close(resolve));
});
