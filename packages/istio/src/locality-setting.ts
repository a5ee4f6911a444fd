import type { Origin } from './origin.ts';
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './read.ts';
import type { PolicyBlock } from './traffic-policy.ts';

/** Whether and how endpoints nearby are preferred. */
export interface LocalitySetting {
  /** Shares per place of the caller; then there is no failover. */
  distribute: readonly { from: string; to: Readonly<Record<string, number>> }[];
  /** Which region stands in for which. */
  failover: readonly { from: string; to: string }[];
  /** Labels (or `label=value`) that an endpoint should share with the caller, most important first. */
  failoverPriority: readonly string[];
  /** Failover works even without outlier detection, for it goes by the endpoints' readiness. */
  force: boolean;
  /** Only regions are ranked; within one Envoy balances between zones by itself. */
  zoneAware: boolean;
  from?: Origin;
}

export type TrafficDistribution = 'PreferSameZone' | 'PreferSameNode';

/** What the mesh says where neither the rule nor the service does. */
export interface LocalityDefaults {
  localityLbSetting?: Fields;
  zoneAwareLbSetting?: Fields;
}

/**
 * The setting that counts: the DestinationRule's, else the service's trafficDistribution, else the mesh's; undefined when it is switched off
 * (istio pilot loadbalancer.go GetEffectiveLbSetting).
 */
export function localitySettingOf(
  loadBalancer: PolicyBlock | undefined,
  distribution: { value: TrafficDistribution; from: Origin } | undefined,
  mesh: LocalityDefaults,
): LocalitySetting | undefined {
  const from = (field: string) => {
    const origin = loadBalancer?.from;
    return origin === undefined ? {} : { from: { ref: origin.ref, path: `${origin.path}.${field}` } };
  };
  const { zoneAwareLbSetting, localityLbSetting } = loadBalancer?.fields ?? {};
  if (isFields(zoneAwareLbSetting)) return { ...readZoneAware(zoneAwareLbSetting), ...from('zoneAwareLbSetting') };
  if (isFields(localityLbSetting)) return enabled(localityLbSetting, from('localityLbSetting'));
  if (distribution !== undefined) return { ...ofDistribution(distribution.value), from: distribution.from };
  if (mesh.zoneAwareLbSetting !== undefined) return readZoneAware(mesh.zoneAwareLbSetting);
  return enabled(mesh.localityLbSetting ?? {}, {});
}

function enabled(setting: Fields, from: { from?: Origin }): LocalitySetting | undefined {
  if (isOff(setting)) return undefined;
  return {
    distribute: listOf(setting.distribute).map((entry) => {
      const { from: place, to } = fieldsOf(entry);
      return { from: textOf(place) ?? '', to: sharesOf(to) };
    }),
    failover: failoverOf(setting),
    failoverPriority: textsOf(setting.failoverPriority),
    force: false,
    zoneAware: false,
    ...from,
  };
}

/** Switched off it still keeps the rule's and mesh's other settings from counting. */
function readZoneAware(setting: Fields): LocalitySetting {
  const off = isOff(setting);
  const failoverPriority = off ? [] : textsOf(setting.failoverPriority);
  return { distribute: [], failover: off ? [] : failoverOf(setting), failoverPriority, force: !off, zoneAware: true };
}

const CLOSEST: Readonly<Record<TrafficDistribution, readonly string[]>> = {
  PreferSameZone: ['topology.istio.io/network', 'topology.kubernetes.io/region', 'topology.kubernetes.io/zone'],
  PreferSameNode: [
    'topology.istio.io/network',
    'topology.kubernetes.io/region',
    'topology.kubernetes.io/zone',
    'topology.istio.io/subzone',
    'kubernetes.io/hostname',
  ],
};

function ofDistribution(value: TrafficDistribution): LocalitySetting {
  return { distribute: [], failover: [], failoverPriority: CLOSEST[value], force: true, zoneAware: false };
}

function failoverOf(setting: Fields): LocalitySetting['failover'] {
  return listOf(setting.failover).map((entry) => {
    const { from, to } = fieldsOf(entry);
    return { from: textOf(from) ?? '', to: textOf(to) ?? '' };
  });
}

function sharesOf(to: unknown): Record<string, number> {
  return Object.fromEntries(Object.entries(fieldsOf(to)).map(([place, weight]) => [place, numberOf(weight) ?? 0]));
}

function isOff({ enabled }: Fields): boolean {
  return enabled === false || (isFields(enabled) && enabled.value === false);
}
