import { createServer } from 'node:http';
import { createKubeApi } from '../create-kube-api.ts';
import type { KubeApi, KubeApiOptions } from '../types.ts';
import { definitions, widgetDefinition } from './widgets.ts';

export interface TestServer {
  api: KubeApi;
  url: string;
  close(): Promise<void>;
}

/** A server on a free port that also knows widgets. */
export async function listen(options: KubeApiOptions = {}): Promise<TestServer> {
  const api = createKubeApi(options);
  await api.client.create(definitions, undefined, widgetDefinition);
  const server = createServer(api.handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    api,
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
