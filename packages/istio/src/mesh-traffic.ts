import { definedOf, durationOf, type Fields, isFields, textsOf } from './read.ts';

/** What MeshConfig says of traffic to every cluster. */
export interface MeshTraffic {
  /** Mutual TLS with every endpoint that can take it, unless a rule or policy says otherwise. */
  autoMtls: boolean;
  trustDomainAliases: readonly string[];
  connectTimeoutMs: number;
  http2Upgrade: boolean;
  localityLbSetting?: Fields;
  zoneAwareLbSetting?: Fields;
  /** Blocks for clusters whose DestinationRule leaves them out (Istio 1.32). */
  defaultTrafficPolicy?: Fields;
}

const DEFAULTS: MeshTraffic = { autoMtls: true, trustDomainAliases: [], connectTimeoutMs: 10_000, http2Upgrade: false };

/** With Istio's defaults for what MeshConfig does not say. */
export function meshTrafficOf({ meshTraffic }: { meshTraffic?: Partial<MeshTraffic> }): MeshTraffic {
  return { ...DEFAULTS, ...meshTraffic };
}

export function readMeshTraffic(meshConfig: Fields): Partial<MeshTraffic> {
  const block = (value: unknown) => (isFields(value) ? value : undefined);
  const aliases = textsOf(meshConfig.trustDomainAliases);
  return definedOf({
    autoMtls: meshConfig.enableAutoMtls === false ? false : undefined,
    trustDomainAliases: aliases.length > 0 ? aliases : undefined,
    connectTimeoutMs: durationOf(meshConfig.connectTimeout),
    http2Upgrade: meshConfig.h2UpgradePolicy === 'UPGRADE' ? true : undefined,
    localityLbSetting: block(meshConfig.localityLbSetting),
    zoneAwareLbSetting: block(meshConfig.zoneAwareLbSetting),
    defaultTrafficPolicy: block(meshConfig.defaultTrafficPolicy),
  });
}
