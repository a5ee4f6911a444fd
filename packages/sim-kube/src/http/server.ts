import type { Faults } from '../faults.ts';
import type { Authorizer } from '../rbac/authorizer.ts';
import type { KubeApiOptions, UserInfo } from '../types.ts';
import type { Cluster } from '../write/context.ts';

export interface IssuedToken {
  namespace: string;
  name: string;
  user: UserInfo;
  untilMs: number;
}

/** What all request handlers share. */
export interface Server {
  cluster: Cluster;
  version: { major: string; minor: string; gitVersion: string };
  tokens: KubeApiOptions['tokens'];
  /** Tokens of service accounts that were asked for. */
  issued: Map<string, IssuedToken>;
  authorizer: Authorizer;
  podLogs: KubeApiOptions['podLogs'];
  faults: Faults;
  /** Functions that end what is open (watches, followed logs). */
  open: Set<() => void>;
}
