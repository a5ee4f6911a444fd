import type { InboundCode, Messages } from './messages.ts';

const FIELDS: Readonly<Record<string, string>> = {
  method: 'the method',
  path: 'the path',
  query: 'the query string',
  headers: 'a header',
  host: 'the host',
  claims: 'the claims of a token',
  principal: 'who calls',
  ip: 'the caller’s address',
  sni: 'the server name in TLS',
  address: 'the pod’s address',
  'external-answer': 'what the external service answers',
};

const MODES: Readonly<Record<string, string>> = {
  STRICT: 'takes mutual TLS only',
  PERMISSIVE: 'takes mutual TLS and plain text',
  DISABLE: 'takes plain text only',
};

const ANSWERS: Readonly<Record<string, string>> = {
  allows: 'it allows the request',
  denies: 'it denies the request',
  unreachable: 'it cannot be reached',
};

/** What happens at the proxy of the called workload. */
export const enInbound: Pick<Messages, InboundCode> = {
  'PA-MODE': ({ mode, port }, { ref }) =>
    `Port ${port} ${MODES[String(mode)] ?? mode}${ref === undefined ? ', Istio’s default' : ` (PeerAuthentication ${ref.name})`}.`,
  'PA-REFUSED-PLAIN': ({ port }) => `The caller speaks plain text, and port ${port} takes mutual TLS only: the connection is reset.`,
  'PA-REFUSED-TLS': ({ port }) => `The caller speaks mutual TLS, and port ${port} takes plain text only: the connection is reset.`,
  'PA-REFUSED-TRUST-DOMAIN': ({ trustDomain }) =>
    `The caller’s certificate is of trust domain ${trustDomain}, which is neither the mesh’s nor an alias: refused.`,
  'PA-MAY-REFUSE': () => 'It is not known whether the caller speaks mutual TLS; plain text would be refused.',
  'IN-LISTENER': ({ port, address }) =>
    address === 'original-dst'
      ? `The Sidecar has no listener for port ${port}: passed through.`
      : `The Sidecar hands port ${port} to ${address}.`,
  'RA-ACCEPTED': ({ issuer }) => `A token of ${issuer} is accepted.`,
  'RA-NO-TOKEN': () => 'There is no token where one is looked for; the request goes on without an identity.',
  'RA-REJECTED': ({ issuer, problem }) => `A token is refused by the rule for ${issuer}: ${problem}.`,
  'RA-UNVERIFIED': ({ issuer }) => `The token for ${issuer} was not checked against keys; it is taken for genuine.`,
  'RA-PREFLIGHT': () => 'A CORS preflight is not asked for a token.',
  'RA-MAY-REJECT': () => 'It is not known whether the request has a token; a bad one would be refused.',
  'AP-CUSTOM': ({ provider, answer }) => `A CUSTOM rule asks ${provider}: ${ANSWERS[String(answer)] ?? answer}.`,
  'AP-CUSTOM-BROKEN': ({ provider }) => `A CUSTOM rule matches, but its provider ${provider} cannot be asked: denied.`,
  'AP-AUDIT': () => 'An AUDIT rule matches; it is only logged.',
  'AP-DRY-RUN': ({ action }) => `A ${action} rule in dry run matches; it only shows in logs.`,
  'AP-DENY': (_, { ref }) => `A DENY rule of ${ref?.name ?? ''} matches.`,
  'AP-ALLOW': (_, { ref }) => `An ALLOW rule of ${ref?.name ?? ''} matches.`,
  'AP-NO-ALLOW-POLICY': () => 'No ALLOW policy applies to the workload: what is not denied is allowed.',
  'AP-NONE-ALLOWS': () => 'ALLOW policies apply to the workload, and none of their rules matches: denied.',
  'AP-MISS': ({ action, attribute, expected, not, actual }) =>
    attribute === undefined
      ? `A rule of action ${action} does not match.`
      : `${action} rule: wants ${attribute} ${not ? 'other than' : 'to be'} ${expected}; the request has ${actual ?? 'none'}.`,
  'AP-DROPPED': ({ tcp }) =>
    tcp ? 'Istio leaves the rule out: it asks for HTTP on a TCP port.' : 'Istio leaves the rule out: it cannot be read.',
  'AP-NO-RULES': () => 'The policy has no rules and matches nothing.',
  'AP-MAY-MATCH': ({ action, field }) => `May match (${action}): it rests on ${FIELDS[String(field)] ?? field}, which is not known.`,
};
