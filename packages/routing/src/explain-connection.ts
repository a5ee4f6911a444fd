import type { Connection, ConnectionDecision } from './connection.ts';
import { explainConnectionAtGateway } from './explain-connection-at-gateway.ts';
import { explainConnectionAtSidecar } from './explain-connection-at-sidecar.ts';
import type { Mesh } from './mesh.ts';

/** What the proxy of the caller does with one connection, and why. Never throws on what resources say. */
export function explainConnection(mesh: Mesh, connection: Connection): ConnectionDecision {
  switch (connection.caller.proxy) {
    case 'gateway':
      return explainConnectionAtGateway(mesh, connection);
    case 'sidecar':
      return explainConnectionAtSidecar(mesh, connection);
    case 'none':
      // Nobody stands between the workload and the address.
      return {
        action: { type: 'passthrough' },
        stops: [{ code: 'CL-NO-PROXY', values: { host: connection.host ?? connection.ip ?? '', port: connection.port } }],
      };
  }
}
