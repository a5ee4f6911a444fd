import type { CatalogOptions, Fields } from '@pidalio/istio';
import type { InboundUnknown } from './inbound.ts';

/** What authorization rules compare with, worked out once per request. */
export interface InboundFacts {
  options: CatalogOptions;
  isTcp: boolean;
  authority: string;
  method: string;
  /** Normalized, without query. */
  path: string;
  headers: Readonly<Record<string, string | readonly string[]>>;
  /** Without `spiffe://`; undefined for plain text. */
  principal: string | undefined;
  peerIp: string | undefined;
  remoteIp: string | undefined;
  sni: string;
  port: number;
  /** The pod's own. */
  address: string | undefined;
  /** Of the accepted token. */
  claims: Fields | undefined;
  spaceDelimitedClaims: readonly string[];
  unknown: ReadonlySet<InboundUnknown>;
}
