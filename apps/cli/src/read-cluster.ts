import http from 'node:http';
import https from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { fieldsOf, type KubeObject } from '@pidalio/istio';
import { z } from 'zod';
import { CommandError } from './command.ts';
import { EXIT_UNAVAILABLE, EXIT_USAGE } from './exit-codes.ts';

/** Group, version and plural of what decides about traffic besides the mesh's own kinds. */
const FIXED = [
  ['', 'v1', 'namespaces'],
  ['', 'v1', 'services'],
  ['', 'v1', 'pods'],
  ['apps', 'v1', 'deployments'],
  ['apps', 'v1', 'replicasets'],
  ['discovery.k8s.io', 'v1', 'endpointslices'],
] as const;

const MESH_GROUPS = ['networking.istio.io', 'security.istio.io', 'gateway.networking.k8s.io'] as const;

const group = z.looseObject({ preferredVersion: z.looseObject({ version: z.string() }) });
const resources = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), namespaced: z.boolean(), verbs: z.array(z.string()) })),
});
const objectList = z.looseObject({
  kind: z.string(),
  apiVersion: z.string(),
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })),
});

type Get = (path: string) => Promise<unknown>;

/** All objects of a cluster that decide about traffic, Istio's own configuration included. Reads once; nothing is watched. */
export async function readCluster(
  kubeconfig: string | undefined,
  context: string | undefined,
  istioNamespace: string,
): Promise<KubeObject[]> {
  const get = connect(loadKubeConfig(kubeconfig, context));
  const mesh = await Promise.all(MESH_GROUPS.map((name) => meshKinds(get, name)));
  const lists = [...FIXED.map(([name, version, plural]) => pathOf(name, version, plural)), ...mesh.flat()];
  const found = await Promise.all(lists.map((path) => readList(get, path)));
  const config = await orNull(get(`/api/v1/namespaces/${istioNamespace}/configmaps/istio`));
  return [...found.flat(), ...(config === null ? [] : [{ apiVersion: 'v1', kind: 'ConfigMap', ...fieldsOf(config) } as KubeObject])];
}

async function meshKinds(get: Get, name: string): Promise<string[]> {
  const served = await orNull(get(`/apis/${name}`));
  if (served === null) return [];
  const { version } = group.parse(served).preferredVersion;
  const kinds = resources.parse(await get(`/apis/${name}/${version}`)).resources;
  return kinds.filter((kind) => !kind.name.includes('/') && kind.verbs.includes('list')).map((kind) => pathOf(name, version, kind.name));
}

function pathOf(name: string, version: string, plural: string): string {
  return name === '' ? `/api/${version}/${plural}` : `/apis/${name}/${version}/${plural}`;
}

async function readList(get: Get, path: string): Promise<KubeObject[]> {
  const { kind, apiVersion, items } = objectList.parse(await get(path));
  // The objects of a list do not say what they are.
  return items.map((item) => ({ ...item, apiVersion, kind: kind.replace(/List$/, ''), metadata: item.metadata }));
}

async function orNull(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

class NotFound extends Error {}

/** The given kubeconfig, or what kubectl would use. */
function loadKubeConfig(file: string | undefined, context: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    throw new CommandError([`The kubeconfig ${file ?? ''} cannot be read: ${reasonOf(error)}`], EXIT_USAGE);
  }
  if (context !== undefined) {
    if (config.getContextObject(context) === null) {
      const known = config.getContexts().map(({ name }) => name);
      throw new CommandError([`There is no context ${context} in the kubeconfig; there is ${known.join(', ') || 'none'}.`], EXIT_USAGE);
    }
    config.setCurrentContext(context);
  }
  if (config.getCurrentCluster() === null) {
    throw new CommandError(['The kubeconfig has no current context. Give one with --context, or files with -f.'], EXIT_USAGE);
  }
  return config;
}

/** client-node brings the credentials, the requests are plain Node: its generic clients turn times into Dates, which here must stay text. */
function connect(config: KubeConfig): Get {
  const server = new URL(config.getCurrentCluster()?.server ?? '');
  // client-node refuses plain HTTP (`kubectl proxy`) unless told that nothing is to be verified.
  if (server.protocol === 'http:') config.clusters = config.clusters.map((one) => ({ ...one, skipTLSVerify: true }));
  return async (path) => {
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const url = new URL(server);
    url.pathname = server.pathname.replace(/\/$/, '') + path;
    const { status, text } = await request(url, options).catch((error: unknown) => {
      throw new CommandError([`The Kubernetes API at ${server.origin} cannot be reached: ${reasonOf(error)}`], EXIT_UNAVAILABLE);
    });
    if (status === 404) throw new NotFound(path);
    if (status !== 200) {
      const { message } = fieldsOf(parseJson(text));
      throw new CommandError(
        [`The Kubernetes API answers ${status} to ${path}: ${typeof message === 'string' ? message : text.slice(0, 200)}`],
        EXIT_UNAVAILABLE,
      );
    }
    return parseJson(text);
  };
}

function request(url: URL, options: https.RequestOptions): Promise<{ status: number; text: string }> {
  const { agent, ...rest } = options;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const headers = { ...rest.headers, accept: 'application/json', 'user-agent': 'pidalio' };
    const sent = (secure ? https : http).request(url, { ...rest, ...(secure ? { agent } : {}), headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 30 s')));
    sent.on('error', reject);
    sent.end();
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
