import { RE2JS, RE2JSSyntaxException } from 're2js';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** Label values, one of which must be present, where that is known without trying (`a="b"`, `a=~"b|c"`). */
  readonly literals: readonly string[] | null;
  matches(value: string): boolean;
}

/** A matcher, or the reason why its regular expression is none. */
export function buildMatcher(name: string, operator: MatchOperator, value: string): Matcher | { error: string } {
  switch (operator) {
    case '=':
      return { name, operator, value, literals: [value], matches: (candidate) => candidate === value };
    case '!=':
      return { name, operator, value, literals: null, matches: (candidate) => candidate !== value };
    case '=~':
    case '!~': {
      const test = buildRegexTest(value);
      if ('error' in test) return test;
      const { literals, matches } = test;
      if (operator === '=~') return { name, operator, value, literals, matches };
      return { name, operator, value, literals: null, matches: (candidate) => !matches(candidate) };
    }
  }
}

interface RegexTest {
  literals: string[] | null;
  matches(value: string): boolean;
}

/** Prometheus 3 anchors every matcher: `^(?s:…)$`, so that `.` also matches a line break (model/labels/regexp.go). */
function buildRegexTest(pattern: string): RegexTest | { error: string } {
  if (/^[\w\-/:@ ,|]*$/.test(pattern)) {
    const literals = new Set(pattern.split('|'));
    return { literals: [...literals], matches: (value) => literals.has(value) };
  }
  if (pattern === '.*') return { literals: null, matches: () => true };
  if (pattern === '.+') return { literals: null, matches: (value) => value !== '' };
  try {
    const regex = RE2JS.compile(`^(?s:${pattern})$`);
    return { literals: null, matches: remember((value) => regex.matches(value)) };
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { error: error.message };
    throw error;
  }
}

/** A label has few values and many series, so each value is tried once. */
function remember(test: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    let result = known.get(value);
    if (result === undefined) {
      result = test(value);
      known.set(value, result);
    }
    return result;
  };
}
