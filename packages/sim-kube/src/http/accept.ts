import { failure, type KubeStatusError } from '../status.ts';

/** How an answer is to be encoded. */
export interface Encoding {
  mediaType: 'application/json' | 'application/yaml';
  /** `Table`, `PartialObjectMetadata` or `PartialObjectMetadataList`, when the client asked for such a view. */
  view?: { as: string; group: string; version: string };
  pretty: boolean;
}

interface Clause {
  type: string;
  params: Record<string, string>;
}

/** The first acceptable clause of an Accept header (apiserver pkg/endpoints/handlers/negotiation); quality values do not count. */
export function negotiate(header: string | undefined, views: readonly string[]): Encoding {
  const clauses = parseAccept(header);
  if (clauses.length === 0) return { mediaType: 'application/json', pretty: false };
  for (const { type, params } of clauses) {
    const mediaType = mediaTypes[type];
    if (!mediaType) continue;
    const { as } = params;
    if (as === undefined) return { mediaType, pretty: params.pretty === '1' };
    if (!views.includes(as)) continue;
    const [group, version] = [params.g ?? '', params.v ?? ''];
    if (group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1'))
      return { mediaType, view: { as, group, version }, pretty: params.pretty === '1' };
  }
  throw notAcceptable();
}

export function notAcceptable(): KubeStatusError {
  return failure(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
}

const mediaTypes: Record<string, Encoding['mediaType']> = {
  'application/json': 'application/json',
  'application/yaml': 'application/yaml',
  'application/*': 'application/json',
  '*/*': 'application/json',
};

export function parseAccept(header: string | undefined): Clause[] {
  if (!header) return [];
  return header
    .split(',')
    .map((clause) => {
      const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
      const params: Record<string, string> = {};
      for (const part of rest) {
        const [key = '', value = ''] = part.split('=');
        params[key] = value;
      }
      return { type: type.toLowerCase(), params };
    })
    .filter(({ type }) => type !== '');
}
