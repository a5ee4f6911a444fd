import { textOf } from './read.ts';

/** Where a proxy or endpoint stands; '' where a level is not known. */
export interface Locality {
  region: string;
  zone: string;
  subzone: string;
}

export const NO_LOCALITY: Locality = { region: '', zone: '', subzone: '' };

/** Reads `region/zone/subzone`; what is left out is ''. */
export function parseLocality(text: string): Locality {
  const [region = '', zone = '', subzone = ''] = text.split('/');
  return { region, zone, subzone };
}

/** `region/zone/subzone` without empty levels at the end. */
export function formatLocality({ region, zone, subzone }: Locality): string {
  return `${region}/${zone}/${subzone}`.replace(/\/+$/, '');
}

export const REGION_LABEL = 'topology.kubernetes.io/region';
export const ZONE_LABEL = 'topology.kubernetes.io/zone';
export const SUBZONE_LABEL = 'topology.istio.io/subzone';

/** The label that says where a workload stands, over its node's: `/` may be written as `.` (istio pkg/model SanitizeLocalityLabel). */
export function localityOfLabel(labels: Readonly<Record<string, string>>): string | undefined {
  const text = textOf(labels['istio-locality']) || undefined;
  return text === undefined || text.includes('/') ? text : text.replaceAll('.', '/');
}

/** Where a node stands, by its labels; the names before Kubernetes 1.17 count too. */
export function localityOfNode(labels: Readonly<Record<string, string>>): string | undefined {
  const region = labels[REGION_LABEL] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels[ZONE_LABEL] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  const subzone = labels[SUBZONE_LABEL] ?? '';
  return region === '' && zone === '' && subzone === '' ? undefined : formatLocality({ region, zone, subzone });
}

/** Labels that Istio adds to those of a workload, so that subsets and failover priorities can name its place (istio pilot AugmentLabels). */
export function withTopologyLabels(
  labels: Readonly<Record<string, string>>,
  locality: Locality,
  node?: string,
): Readonly<Record<string, string>> {
  const { region, zone, subzone } = locality;
  const added: Record<string, string> = {};
  if (region !== '') added[REGION_LABEL] = region;
  if (zone !== '') added[ZONE_LABEL] = zone;
  if (subzone !== '') added[SUBZONE_LABEL] = subzone;
  if (node) added['kubernetes.io/hostname'] = node;
  return { ...labels, ...added };
}

/** Whether a place lies within one that a rule names: `*` and what is left out mean any (istio pilot networking/util LocalityMatch). */
export function localityMatches({ region, zone, subzone }: Locality, rule: string): boolean {
  const named = parseLocality(rule);
  return (
    (named.region === '*' || named.region === region) &&
    (named.zone === '*' || named.zone === '' || named.zone === zone) &&
    (named.subzone === '*' || named.subzone === '' || named.subzone === subzone)
  );
}

/** 0 same place, 1 same zone, 2 same region, 3 elsewhere (istio pilot networking/util LbPriority). */
export function localityDistance(from: Locality, to: Locality): 0 | 1 | 2 | 3 {
  if (from.region !== to.region) return 3;
  if (from.zone !== to.zone) return 2;
  return from.subzone === to.subzone ? 0 : 1;
}
