import type { Connection, ConnectionDecision } from './connection.ts';
import { explainConnectionAtSidecar } from './explain-connection-at-sidecar.ts';
import type { Mesh } from './mesh.ts';

/** What the proxy of the caller does with one connection, and why. Never throws on what resources say. */
export function explainConnection(mesh: Mesh, connection: Connection): ConnectionDecision {
  return explainConnectionAtSidecar(mesh, connection);
}
