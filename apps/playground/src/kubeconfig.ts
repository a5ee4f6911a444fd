import { stringify } from 'yaml';

export interface KubeconfigOptions {
  server: string;
  /** PEM; undefined for plain HTTP. */
  authority: string | undefined;
  token: string;
}

/** What kubectl and client libraries need to reach the playground's cluster. */
export function formatKubeconfig({ server, authority, token }: KubeconfigOptions): string {
  const name = 'pidalio-playground';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: { server, ...(authority ? { 'certificate-authority-data': Buffer.from(authority).toString('base64') } : {}) },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  });
}
