import { fieldsOf, type KubeObject, listOf, textMapOf, textOf, textsOf } from '@pidalio/istio';

/** What an object is about, in one line: hosts, or the pods it selects. */
export function subjectOf({ kind, spec }: KubeObject): string {
  const fields = fieldsOf(spec);
  switch (kind) {
    case 'VirtualService':
    case 'ServiceEntry':
      return textsOf(fields.hosts).join(', ');
    case 'DestinationRule':
      return textOf(fields.host) ?? '';
    case 'Gateway':
      return [...listOf(fields.servers).flatMap((server) => textsOf(fieldsOf(server).hosts)), ...listeners(fields.listeners)].join(', ');
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
      return textsOf(fields.hostnames).join(', ') || references(fields.parentRefs);
    case 'TCPRoute':
      return references(fields.parentRefs);
    case 'WorkloadEntry':
      return textOf(fields.address) ?? '';
    default:
      return labels(fields.selector ?? fields.workloadSelector) || references(fields.targetRefs);
  }
}

function listeners(value: unknown): string[] {
  return listOf(value).map((one) => textOf(fieldsOf(one).hostname) ?? '*');
}

function references(value: unknown): string {
  return listOf(value)
    .map((one) => textOf(fieldsOf(one).name) ?? '')
    .join(', ');
}

function labels(selector: unknown): string {
  const { matchLabels, labels: plain } = fieldsOf(selector);
  return Object.entries(textMapOf(matchLabels ?? plain))
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
