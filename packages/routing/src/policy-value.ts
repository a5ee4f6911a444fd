import { fullMatch, quoted } from './regex.ts';

/** Istio's value grammar (security/authz/matcher/string.go): `*` anything but nothing, `*x` suffix, `x*` prefix, else the whole. */
export function matchesValue(value: string, text: string): boolean {
  if (value === '*') return text !== '';
  if (value.startsWith('*')) return text.endsWith(value.slice(1));
  if (value.endsWith('*')) return text.startsWith(value.slice(0, -1));
  return text === value;
}

/** Headers: `*` also takes the empty value, it only asks that the header is there. */
export function matchesHeaderValue(value: string, text: string): boolean {
  return value === '*' || matchesValue(value, text);
}

/** Whether a value of `paths` is a template (istio pkg/config/security ContainsPathTemplate). */
export function isPathTemplate(value: string): boolean {
  return value.includes('{*}') || value.includes('{**}');
}

/** What a path segment may hold (envoy uri_template_lib: kLiteral and the escapes). */
const SEGMENT = "[a-zA-Z0-9\\-._~%!$&'()+,;:@=*]";

/** `{*}` is one segment that is not empty, `{**}` any rest of the path, the empty one included (envoy uri_template). */
export function matchesPath(value: string, path: string): boolean {
  if (!isPathTemplate(value)) return matchesValue(value, path);
  const pattern = value
    .split(/(\{\*\*?\})/)
    .map((part) => (part === '{*}' ? `${SEGMENT}+` : part === '{**}' ? `(?:${SEGMENT}|/)*` : quoted(part)))
    .join('');
  return fullMatch(pattern, path);
}
