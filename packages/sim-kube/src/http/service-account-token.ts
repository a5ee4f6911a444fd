import { randomBytes } from 'node:crypto';
import { timestamp } from '../clock.ts';
import { isObject, numberAt, objectAt } from '../json.ts';
import { storageName } from '../resource.ts';
import { badRequest, notFound } from '../status.ts';
import { storageKey } from '../store.ts';
import { send } from './encode.ts';
import { type ResourceRequest, readObject } from './request.ts';

const defaultSeconds = 3600;
const shortestSeconds = 600;

/** `POST …/serviceaccounts/<name>/token`: a bearer token for a while. It is opaque, not a JWT. */
export async function serveToken(request: ResourceRequest): Promise<void> {
  const { server, target, res, encoding } = request;
  const { name, namespace = '' } = target;
  const account = server.cluster.store.get(storageName(target.resource), storageKey(namespace, name));
  if (!account) throw notFound(target.resource, name);
  const { value } = await readObject(request);
  if (!isObject(value)) throw badRequest('the object provided is unrecognized (must be of type TokenRequest)');
  const expirationSeconds = Math.max(shortestSeconds, numberAt(value, 'spec', 'expirationSeconds') ?? defaultSeconds);
  const untilMs = server.cluster.environment.now() + expirationSeconds * 1000;
  const token = randomBytes(32).toString('base64url');
  server.issued.set(token, {
    namespace,
    name,
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      uid: account.metadata.uid ?? '',
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    },
    untilMs,
  });
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(server.cluster.environment.now()) },
    spec: { ...objectAt(value, 'spec'), expirationSeconds },
    status: { token, expirationTimestamp: timestamp(untilMs) },
  };
  send(res, 201, answer, encoding);
}
