import type { IncomingMessage, ServerResponse } from 'node:http';
import { internalError, KubeStatusError } from '../status.ts';
import { type Encoding, negotiate, parseAccept } from './accept.ts';
import { authenticate } from './auth.ts';
import { authorizePath } from './authorize.ts';
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, groupNames } from './discovery.ts';
import { send, sendError, sendProtobufError, sendText } from './encode.ts';
import { meetsFault } from './meet-fault.ts';
import { serveOpenApi } from './openapi.ts';
import { parsePath } from './path.ts';
import { protobufMediaType } from './protobuf.ts';
import { serveResource } from './resource-handler.ts';
import type { Server } from './server.ts';

const json: Encoding = { mediaType: 'application/json', pretty: false };

/** The HTTP API as one request listener. */
export function createHandler(server: Server): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    dispatch(server, req, res).catch((error: unknown) => {
      const status = error instanceof KubeStatusError ? error : internalError(error instanceof Error ? error.message : String(error));
      if (readsProtobufOnly(req)) sendProtobufError(res, status);
      else sendError(res, status, errorEncoding(req));
    });
  };
}

async function dispatch(server: Server, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://server');
  const user = authenticate(server, req);
  const path = parsePath(url.pathname);
  if (await meetsFault(server, req, path, url.searchParams)) return;
  if (path.kind !== 'resource') authorizePath(server, user, req.method ?? 'GET', url.pathname);
  switch (path.kind) {
    case 'resource':
      return serveResource(server, req, res, { url, path, user });
    case 'version':
      return sendOrNotFound(res, req, apiResourceList(server.cluster.registry, path.group, path.version));
    case 'group':
      return sendOrNotFound(res, req, apiGroup(server.cluster.registry, path.group));
    default:
      return serveOther(server, req, res, path.path);
  }
}

async function serveOther(server: Server, req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
  const { registry } = server.cluster;
  if (path === '/api' || path === '/apis') return serveRoot(server, req, res, path);
  if (path === '/version')
    return send(
      res,
      200,
      {
        ...server.version,
        gitCommit: '',
        gitTreeState: 'clean',
        buildDate: '1970-01-01T00:00:00Z',
        goVersion: '',
        compiler: '',
        platform: '',
      },
      { ...json, pretty: true },
    );
  if (/^\/(healthz|readyz|livez)$/.test(path)) return sendText(res, 200, 'ok');
  if (path.startsWith('/openapi/') && serveOpenApi(registry, res, path)) return;
  const groups = groupNames(registry).flatMap((group) => [`/apis/${group}`]);
  send(
    res,
    path === '/' ? 200 : 404,
    { paths: ['/api', '/api/v1', '/apis', ...groups, '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'] },
    { ...json, pretty: true },
  );
}

function serveRoot(server: Server, req: IncomingMessage, res: ServerResponse, path: string): void {
  const { registry } = server.cluster;
  for (const { type, params } of parseAccept(req.headers.accept)) {
    if (params.as === 'APIGroupDiscoveryList' && params.g === 'apidiscovery.k8s.io' && params.v === 'v2') {
      const body = aggregatedDiscovery(registry, path === '/api' ? [''] : groupNames(registry));
      const text = JSON.stringify(body);
      res.writeHead(200, { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList', vary: 'Accept' });
      res.end(text);
      return;
    }
    if (params.as === undefined && (type === 'application/json' || type === '*/*')) break;
  }
  const encoding = negotiate(req.headers.accept, []);
  if (path === '/api')
    send(
      res,
      200,
      {
        kind: 'APIVersions',
        versions: ['v1'],
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: req.headers.host ?? '' }],
      },
      encoding,
    );
  else send(res, 200, apiGroupList(registry), encoding);
}

function sendOrNotFound(res: ServerResponse, req: IncomingMessage, body: Record<string, unknown> | undefined): void {
  if (body) send(res, 200, body, negotiate(req.headers.accept, []));
  else sendText(res, 404, '404 page not found\n');
}

/** Errors come in the form asked for where there is one, in JSON otherwise. */
function errorEncoding(req: IncomingMessage): Encoding {
  const wanted = parseAccept(req.headers.accept).map(({ type }) => type);
  return wanted[0] === 'application/yaml' ? { mediaType: 'application/yaml', pretty: false } : json;
}

function readsProtobufOnly(req: IncomingMessage): boolean {
  const wanted = parseAccept(req.headers.accept);
  return wanted.length > 0 && wanted.every(({ type }) => type === protobufMediaType);
}
