import { parser } from '@prometheus-io/lezer-promql';

/** Adds label matchers, e.g. `cluster="eu",tenant=~"a|b"`, to every vector selector of a query, found by Prometheus' own grammar. */
export function withMatchers(query: string, matchers: string): string {
  if (matchers === '') return query;
  const insertions: { at: number; text: string }[] = [];
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.name !== 'VectorSelector') return;
      const braces = node.node.getChild('LabelMatchers');
      if (braces === null) insertions.push({ at: node.to, text: `{${matchers}}` });
      else insertions.push({ at: braces.from + 1, text: braces.firstChild === null ? matchers : `${matchers},` });
    },
  });
  return insertions.sort((a, b) => b.at - a.at).reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), query);
}

/** What is wrong with matchers that someone configured; null when nothing is. */
export function matchersError(matchers: string): string | null {
  if (matchers === '') return null;
  let selectors = 0;
  let broken = false;
  parser.parse(`x{${matchers}}`).iterate({
    enter: (node) => {
      if (node.type.isError) broken = true;
      if (node.name === 'VectorSelector') selectors += 1;
    },
  });
  return broken || selectors !== 1 ? `not a list of label matchers: ${matchers}` : null;
}
