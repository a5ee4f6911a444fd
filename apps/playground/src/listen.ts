import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Certificates } from './certificates.ts';

export interface Listening {
  port: number;
  /** Ends open connections too: watches would otherwise hold the process. */
  close(): Promise<void>;
}

/** Port 0 takes any free port. */
export async function listen(handler: RequestListener, host: string, port: number, tls?: Certificates): Promise<Listening> {
  const server = tls ? createHttpsServer({ key: tls.key, cert: tls.certificate }, handler) : createHttpServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(listenProblem(error, host, port))));
    server.listen(port, host, resolve);
  });
  return { port: portOf(server), close: () => close(server) };
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} on ${host} is in use`;
  return `cannot listen on ${host}:${port}: ${error.message}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
