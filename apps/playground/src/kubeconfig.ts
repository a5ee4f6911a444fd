import { stringify } from 'yaml';

export interface KubeconfigOptions {
  server: string;
  /** PEM; undefined for plain HTTP. */
  authority: string | undefined;
  /** Token by account; the account `admin` has the current context. */
  tokens: Readonly<Record<string, string>>;
}

const CLUSTER = 'pidalio-playground';

/** What kubectl and client libraries need to reach the playground's cluster. */
export function formatKubeconfig({ server, authority, tokens }: KubeconfigOptions): string {
  const name = CLUSTER;
  const accounts = Object.entries(tokens);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: { server, ...(authority ? { 'certificate-authority-data': Buffer.from(authority).toString('base64') } : {}) },
      },
    ],
    users: accounts.map(([account, token]) => ({ name: contextOf(account), user: { token } })),
    contexts: accounts.map(([account]) => ({
      name: contextOf(account),
      context: { cluster: name, user: contextOf(account), namespace: 'default' },
    })),
    'current-context': name,
  });
}

function contextOf(account: string): string {
  return account === 'admin' ? CLUSTER : `${CLUSTER}-${account}`;
}
