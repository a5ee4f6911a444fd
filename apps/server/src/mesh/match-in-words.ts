import type { HttpMatch, StringMatch } from '@pidalio/istio';

/** A match block in the words of its fields, joined by AND: `uri ^ /api, end-user = jason`. */
export function matchInWords(match: HttpMatch): string {
  const without = Object.entries(match.withoutHeaders).map(([name, value]) => `not ${condition(name, value)}`);
  const words = [
    ...(match.uri === undefined ? [] : [condition('uri', match.uri)]),
    ...(match.method === undefined ? [] : [condition('method', match.method)]),
    ...(match.scheme === undefined ? [] : [condition('scheme', match.scheme)]),
    ...(match.authority === undefined ? [] : [condition('authority', match.authority)]),
    ...Object.entries(match.headers).map(([name, value]) => condition(name, value)),
    ...without,
    ...Object.entries(match.queryParams).map(([name, value]) => condition(`query ${name}`, value)),
    ...(match.port === undefined ? [] : [`port = ${match.port}`]),
    ...Object.entries(match.sourceLabels).map(([name, value]) => `source ${name} = ${value}`),
    ...(match.sourceNamespace === '' ? [] : [`source namespace = ${match.sourceNamespace}`]),
    ...match.gateways.map((gateway) => `gateway ${gateway}`),
  ];
  return words.join(', ');
}

/** One entry per OR-ed block; a block without conditions takes every request, and so does the rule. */
export function matchesInWords(blocks: readonly HttpMatch[]): string[] {
  const words = blocks.map(matchInWords);
  return words.includes('') ? [] : words;
}

const signs = { exact: '=', prefix: '^', regex: '~', 'path-prefix': '^' } as const;

function condition(subject: string, match: StringMatch): string {
  return match.type === 'present' ? subject : `${subject} ${signs[match.type]} ${match.value}`;
}
