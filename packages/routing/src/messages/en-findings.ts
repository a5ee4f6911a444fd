import type { FindingMessages } from './finding-messages.ts';

const REASONS: Readonly<Record<string, string>> = {
  'root-selector': 'a policy with a selector counts in the workload’s own namespace only',
  'port-without-selector': 'settings for ports need a selector',
  'deny-without-rules': 'a policy of this action needs rules',
};

export const findingsEn: FindingMessages = {
  'MF-TYPE': ({ expected, actual }) => `Istio reads ${article(expected)} here, not ${article(actual)}; the field counts as absent.`,
  'MF-REGEX': ({ pattern }) => `“${pattern}” is no RE2 regular expression; it matches nothing.`,
  'MF-MATCH': () => 'Says neither exact nor prefix nor regex; it counts as absent.',
  'MF-DURATION': ({ value }) => `“${value}” is no duration; the field counts as absent.`,
  'MF-HOST': ({ host }) => `“${host}” is no host name.`,
  'MF-UPPER-CASE': ({ host }) => `Istio ignores this rule: its host ${host} has upper case.`,
  'MF-ENUM': ({ value, known }) => `Istio does not know ${value}; it knows ${known}.`,
  'MF-PORT': ({ port }) => `${port} is no port.`,
  'MF-WEIGHT': ({ weight }) => `The weight ${weight} is negative; it counts as 0.`,
  'MF-WEIGHTS': ({ destinations }) => `None of the ${destinations} destinations has a weight above 0.`,
  'MF-PERCENT': ({ percent }) => `${percent} % is not between 0 and 100 %.`,
  'MF-NO-ACTION': () => 'The rule does not say what to do with a request.',
  'MF-CONTRADICTION': ({ used, ignored }) => `${used} and ${ignored} exclude each other; ${ignored} has no effect.`,
  'MF-HIDDEN': () => 'exportTo “~” hides it from every proxy.',
  'MF-NO-DELEGATE': ({ namespace, name }) => `There is no delegate ${namespace}/${name}; the rule gives no routes.`,
  'MF-IGNORED': ({ why }) => `Istio ignores this: ${REASONS[String(why)] ?? why}.`,
};

function article(type: string | number | undefined): string {
  return type === 'object' ? 'an object' : `a ${type}`;
}
