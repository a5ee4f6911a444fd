import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import { HttpError } from './errors.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests under a foreign name. A page of an attacker whose name is made to point at our address ("DNS rebinding") counts as the
 * same origin to the browser; only the Host header gives it away. An address instead of a name cannot be rebound, so where we listen to
 * more than this machine (a pod, asked by the kubelet at its address) addresses are fine.
 */
export function requireKnownHost(config: Pick<Config, 'allowedHosts' | 'loopback'>): RequestHandler {
  return (request, _response, next) => {
    const host = request.headers.host?.toLowerCase() ?? '';
    const name = host.replace(/:\d+$/, '');
    const known =
      loopbackNames.has(name) || isAllowed(config.allowedHosts, host) || (!config.loopback && isIP(name.replace(/^\[|\]$/g, '')) !== 0);
    if (!known) throw new HttpError(403, 'foreign-host', `Pidalio is not served as "${host}"; see --allowed-hosts.`);
    next();
  };
}

/** Refuses what a page of another site could make a browser send: only our own page sends JSON, our header and our origin together. */
export function requireOwnPage(config: Pick<Config, 'allowedHosts'>): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      next();
      return;
    }
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') throw new HttpError(403, 'foreign-origin', 'The request comes from another site.');
    const { origin } = request.headers;
    if (origin !== undefined && !isOwnOrigin(origin, request.headers.host ?? '', config.allowedHosts))
      throw new HttpError(403, 'foreign-origin', `The request comes from ${origin}.`);
    if (request.headers['x-pidalio'] === undefined) throw new HttpError(403, 'header-missing', 'The header x-pidalio is missing.');
    if (request.method !== 'DELETE' && !/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new HttpError(403, 'not-json', 'The content type must be application/json.');
    next();
  };
}

/** Without a login, whoever reaches the port would write in our name. */
export function writesOf(config: Pick<Config, 'readOnly' | 'loopback' | 'allowAnonymousWrites'>): {
  allowed: boolean;
  reason: 'read-only' | 'not-loopback' | null;
} {
  if (config.readOnly) return { allowed: false, reason: 'read-only' };
  if (!config.loopback && !config.allowAnonymousWrites) return { allowed: false, reason: 'not-loopback' };
  return { allowed: true, reason: null };
}

export function requireWrites(config: Pick<Config, 'readOnly' | 'loopback' | 'allowAnonymousWrites'>): void {
  const { reason } = writesOf(config);
  if (reason === 'read-only') throw new HttpError(403, 'read-only', 'Pidalio was started with --read-only.');
  if (reason === 'not-loopback')
    throw new HttpError(403, 'not-loopback', 'Others can reach this port, so Pidalio does not write; see --allow-anonymous-writes.');
}

/** The scheme may differ: a proxy in front may speak TLS. */
function isOwnOrigin(origin: string, host: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin).host;
  return from === host.toLowerCase() || isAllowed(allowedHosts, from);
}

/** An allowed host without a port is allowed on every port. */
function isAllowed(allowedHosts: readonly string[], host: string): boolean {
  return allowedHosts.some((allowed) => allowed.toLowerCase() === host || allowed.toLowerCase() === host.replace(/:\d+$/, ''));
}
