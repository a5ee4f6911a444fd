import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from './server.ts';

/** Filled in by its own change. */
export function serveOpenApi(_server: Server, _req: IncomingMessage, _res: ServerResponse, _path: string): boolean {
  return false;
}
