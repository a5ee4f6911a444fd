/**
 * Every code a finding of the engine can have, with what is wrong and the values it carries. They say what the engine met while it read the
 * objects: what Istio cannot read, ignores, or cannot do at the same time.
 */
export const FINDING_CODES = {
  'MF-TYPE': 'A field has another type than Istio reads there; it counts as absent. values: expected, actual',
  'MF-REGEX': 'A pattern is no RE2 regular expression; it matches nothing, and a real Istio refuses it. values: pattern',
  'MF-MATCH': 'A match names none of exact, prefix and regex; it counts as absent.',
  'MF-DURATION': 'A text is no duration; it counts as absent. values: value',
  'MF-HOST': 'A text is no host name; it names nothing. values: host',
  'MF-UPPER-CASE': 'Istio ignores a DestinationRule whose host has upper case. values: host',
  'MF-ENUM': 'Istio does not know the value; its default counts. values: value, known',
  'MF-PORT': 'A number is no port. values: port',
  'MF-WEIGHT': 'A weight is negative; it counts as 0. values: weight',
  'MF-WEIGHTS': 'No destination of the rule has a weight above 0; the rule sends nothing. values: destinations',
  'MF-PERCENT': 'A percentage is not between 0 and 100. values: percent',
  'MF-NO-ACTION': 'The rule says nothing of what to do with a request.',
  'MF-CONTRADICTION': 'Two fields exclude each other; the first counts. values: used, ignored',
  'MF-HIDDEN': 'exportTo "~" hides the object from every proxy.',
  'MF-NO-DELEGATE': 'The delegate is not there, cannot be seen, or has hosts of its own; the rule gives no routes. values: namespace, name',
  'MF-IGNORED': 'Istio ignores the field or the object here. values: why (root-selector, port-without-selector, deny-without-rules)',
} as const satisfies Record<string, string>;

export type FindingCode = keyof typeof FINDING_CODES;
