import type { HttpMatch, HttpRewrite } from '@pidalio/istio';
import { compileRegex } from './regex.ts';
import type { RequestFacts } from './request-facts.ts';

/**
 * The path after the rule's rewrite (istio route.go applyHTTPRouteDestination, envoy prefix_rewrite): what the match covered is replaced,
 * which is everything for exact and regex matches; without a uri match the prefix is "/".
 */
export function rewrittenTarget(rewrite: HttpRewrite | undefined, match: HttpMatch | undefined, facts: RequestFacts): string {
  if (rewrite === undefined) return facts.target;
  if (rewrite.regex !== undefined) {
    const { match: pattern, rewrite: replacement } = rewrite.regex;
    return replaceAll(pattern, replacement, facts.path) + facts.query;
  }
  if (rewrite.uri === '') return facts.target;
  if (rewrite.kind === 'remove-prefix') return removePrefix(match, facts);
  return replacePrefix(rewrite.uri, match, facts);
}

/** Istio route.go writes it as the regex `^<prefix>(/?)(.*)`, which gives `/\2`. */
function removePrefix(match: HttpMatch | undefined, facts: RequestFacts): string {
  const prefix = match?.uri === undefined || match.uri.type === 'present' ? '' : match.uri.value;
  return `/${facts.path.slice(prefix.length).replace(/^\//, '')}${facts.query}`;
}

/** Puts `replacement` where the match block's path was; the query stays. */
export function replacePrefix(replacement: string, match: HttpMatch | undefined, facts: RequestFacts): string {
  const uri = match?.uri;
  if (uri?.type === 'exact' || uri?.type === 'regex') return replacement + facts.query;
  const prefix = uri === undefined || uri.type === 'present' ? '/' : uri.value;
  return replacement + facts.path.slice(prefix.length) + facts.query;
}

/** RE2 rewrite: `\1` names a group; a pattern that does not compile changes nothing. */
export function replaceAll(pattern: string, replacement: string, text: string): string {
  const regex = compileRegex(pattern);
  if (regex === undefined) return text;
  const matcher = regex.matcher(text);
  let result = '';
  let at = 0;
  while (matcher.find()) {
    result += text.slice(at, matcher.start());
    result += replacement.replace(/\\(\\|\d)/g, (_, group: string) => (group === '\\' ? '\\' : groupOf(matcher, Number(group))));
    at = matcher.end();
  }
  return result + text.slice(at);
}

function groupOf(matcher: { group(group: number): string | null; groupCount(): number }, group: number): string {
  return group <= matcher.groupCount() ? (matcher.group(group) ?? '') : '';
}
