import type { Values } from '../journey.ts';
import type { Messages } from './messages.ts';
import { isWhole, share, shortly } from './share.ts';

function inCases(probability: Values[string] | undefined): string {
  const part = share(probability);
  return 'of' in part ? `in ${part.of[0]} of ${part.of[1]} cases` : `in ${part.percent} % of cases`;
}

const unlessWhole = (probability: Values[string] | undefined) => (isWhole(probability) ? '' : ` ${inCases(probability)}`);

const answer = ({ status, flags }: Values) =>
  status === 0 ? 'the connection ends without an answer' : `${status}${flags ? ` ${flags}` : ''}`;

const rule = ({ rule, number, kind, name }: Values) =>
  rule ? `Rule ${rule} of ${kind} ${name}` : `Rule ${number} of ${kind} ${name}, which has no name,`;

const FIELDS: Readonly<Record<string, string>> = {
  method: 'the method',
  path: 'the path',
  query: 'the query string',
  headers: 'the headers',
  host: 'the host',
  labels: 'the caller’s labels',
  claims: 'the claims of the token',
  principal: 'who calls',
  ip: 'the caller’s address',
  sni: 'the server name in the TLS',
  address: 'the address of the pod',
  'external-answer': 'what the external authorizer says',
};

export const en: Messages = {
  verdict: {
    'ONE-DESTINATION': ({ to, probability }) => `Answered by ${to}${unlessWhole(probability)}`,
    'SEVERAL-DESTINATIONS': ({ to, probability, second, secondProbability, count }) => {
      const others = Number(count) - 2;
      const start = `Answered by ${to} ${inCases(probability)}`;
      if (others > 0) return `${start}, by ${shortly(second, to)} ${inCases(secondProbability)}, and by ${others} more`;
      const rest = Number(probability) + Number(secondProbability);
      return isWhole(rest)
        ? `${start}, else by ${shortly(second, to)}`
        : `${start}, by ${shortly(second, to)} ${inCases(secondProbability)}`;
    },
    OUTSIDE: ({ host, port }) => `Sent on as it is to ${host}:${port}`,
    REDIRECTED: ({ status, location }) => `Redirected to ${location} (${status})`,
    ANSWERED: ({ status }) => `The proxy answers ${status} by itself`,
    ABORTED: ({ status, probability }) => `Aborted with ${status}${unlessWhole(probability)}`,
    DENIED: (values) => `Denied by ${values.to}: ${answer(values)}${unlessWhole(values.probability)}`,
    'NO-ROUTE': () => 'No route: the proxy answers 404',
    BLOCKED: () => 'Not let out: the proxy answers 502',
    REFUSED: () => 'Refused: the connection ends without an answer',
    'NO-DESTINATION': (values) => `Leads nowhere: ${values.to} does not exist, ${answer(values)}`,
    'NOBODY-THERE': (values) => `Nobody answers: ${values.to} has no ready pod, ${answer(values)}`,
    FAILS: (values) => `Fails at ${values.to}: ${answer(values)}${unlessWhole(values.probability)}`,
    UNCERTAIN: ({ cases }) => `It depends: ${cases} ends are possible`,
  },
  reason: {
    RULE: (values) => `${rule(values)} takes it.`,
    'RULE-AFTER-OTHERS': (values) =>
      `${rule(values)} takes it; ${values.lost === 1 ? 'the rule' : `the ${values.lost} rules`} before it do${values.lost === 1 ? 'es' : ''} not match.`,
    'DEFAULT-ROUTE': ({ host }) => `No rule is written for ${host}.`,
    'HTTPS-REDIRECT': ({ name }) => `Gateway ${name} sends every plain request to https, before any rule is tried.`,
    'NO-RULE-MATCHES': ({ host }) => `${host} has rules, and none of them matches.`,
    'NO-HOST': ({ host }) => `Nothing here is called ${host}.`,
    'NO-LISTENER': ({ port }) => `Nothing takes it on port ${port}.`,
    'NO-PROXY': () => 'The caller has no proxy, so no rule of its side applies.',
    'NOT-HTTP': ({ port }) => `Port ${port} is read as HTTP, and what comes is none.`,
    'CONNECTION-RULE': ({ port, protocol, number, kind, name }) =>
      `Port ${port} is not read as HTTP: ${protocol} rule ${number} of ${kind} ${name} takes the connection.`,
    'CONNECTION-SERVICE': ({ port, host }) => `Port ${port} is not read as HTTP, and no rule takes the connection: it goes to ${host}.`,
    'CONNECTION-UNKNOWN': ({ port, host }) => `Nothing on port ${port} takes this connection to ${host}.`,
    POLICY: ({ kind, name, number }) => {
      if (!name) return 'A policy decides.';
      return number === undefined ? `${kind} ${name} decides.` : `Rule ${number} of ${kind} ${name} denies it.`;
    },
    'NONE-ALLOWS': () => 'ALLOW policies apply, and none of their rules matches.',
    TOKEN: ({ problem, kind, name }) => `${kind} ${name} does not accept the token${problem ? `: ${problem}` : ''}.`,
    'PLAIN-TEXT': ({ name }) => `It comes in plain text, and only mutual TLS is taken${name ? ` (PeerAuthentication ${name})` : ''}.`,
    'ONLY-PLAIN-TEXT': ({ name }) =>
      `It comes with mutual TLS, and only plain text is taken${name ? ` (PeerAuthentication ${name})` : ''}.`,
    'MISSING-DESTINATION': (values) => `${rule(values)} names a destination that the mesh does not know.`,
    'NO-ENDPOINT': () => 'The route is right, but no pod behind it is ready.',
    FAILURE: ({ details }) => (details === '' ? 'No proxy says why.' : `Envoy calls it ${details}.`),
    'UNKNOWN-FIELD': ({ field, header }) =>
      `A rule looks at something that is not known: ${header ? `the header ${header}` : (FIELDS[String(field)] ?? field)}.`,
  },
  whatIf: {
    'HEADER-IS': ({ name, value }) => `${name} is ${value}`,
    'HEADER-ABSENT': ({ name }) => `without ${name}`,
    'PATH-IS': ({ value }) => `the path is ${value}`,
    'METHOD-IS': ({ value }) => `the method is ${value}`,
    'QUERY-IS': ({ name, value }) => `the query says ${name}=${value}`,
    'HOST-IS': ({ value }) => `the host is ${value}`,
    'CALLER-IS': ({ name, namespace }) => `it comes from ${name} in ${namespace}`,
  },
  problem: {
    EMPTY: () => 'Nothing here. Paste a curl command, a line of an access log, or GET host/path.',
    'NOT-UNDERSTOOD': () => 'This is no curl command, no line of Envoy’s access log, and no request such as GET reviews:9080/reviews/1.',
    'QUOTE-OPEN': () => 'This quote is never closed.',
    'WINDOWS-QUOTES': () => 'These are quotes of Windows’ cmd. Copy the request as cURL (bash).',
    VARIABLE: ({ name }) => `Only your shell knows ${name}. Put its value here.`,
    'NO-URL': () => 'There is no address. Add one, such as http://reviews:9080/reviews/1.',
    'BAD-URL': ({ value }) => `${value} is no address; one looks like http://reviews:9080/reviews/1.`,
    'BAD-SCHEME': ({ value }) => `${value} is not http or https.`,
    'BAD-PORT': ({ value }) => `${value} is no port; ports are numbers from 1 to 65535.`,
    'BAD-METHOD': ({ value }) => `${value} is no HTTP method.`,
    'BAD-HEADER': ({ value }) => `${value} is no header; one looks like end-user: jason.`,
    'NO-VALUE': ({ option }) => `${option} needs a value behind it.`,
    'UNKNOWN-OPTION': ({ option }) => `curl does not know ${option}. Write a blank in place of the equals sign.`,
    'BAD-CONNECT-TO': ({ value }) => `${value} should be host:port:address (--resolve) or host:port:host:port (--connect-to).`,
    'LOG-SHORT': ({ found, wanted }) => `The log line ends after ${found} of ${wanted} fields. Paste the whole line.`,
    'LOG-FIELD': ({ field, value }) => `${value || 'Nothing'} stands where ${field} should.`,
    'LOG-NO-HOST': () => 'The log line names no host (authority is -), so there is nothing to look up.',
    'LOG-JSON': () => 'This starts like a log line in JSON and does not end like one.',
  },
  note: {
    'COOKIE-FILE': ({ file }) => `The cookies in ${file} are not known here.`,
    'CONFIG-FILE': ({ file }) => `The options in ${file} are not known here.`,
    'FIRST-URL-ONLY': ({ count }) => `The first of ${count} addresses is explained.`,
    'LATER-LINES': () => 'The first line is explained.',
  },
  place: (line, column) => (line === 1 ? `Column ${column}: ` : `Line ${line}, column ${column}: `),
};
