/** What the service behind a CUSTOM policy says to a request. */
export type ExternalAnswer = 'allows' | 'denies' | 'unreachable';

/** The other end of a connection. */
export interface Peer {
  /** Identity in its certificate without `spiffe://`; absent = plain text. */
  principal?: string;
  ip?: string;
}

/** A token whose signature and times were looked at outside of this package, which has neither keys nor a clock. */
export interface CheckedToken {
  /** As it was sent, without `Bearer `. */
  token: string;
  claims: Readonly<Record<string, unknown>>;
  problem?: TokenProblem;
}

/** Envoy's words (jwt_verify_lib status.cc), so that the answer can be compared with a log. */
export type TokenProblem =
  | 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'
  | `Jwt ${'header' | 'payload' | 'signature'} is an invalid Base64url encoded`
  | `Jwt ${'header' | 'payload'} is an invalid JSON`
  | 'Jwt header [alg] field is required and must be a string'
  | 'Jwt header [alg] is not supported'
  | 'Jwt header [kid] field is not a string'
  | `Jwt payload [${'iss' | 'sub' | 'jti'}] field is not a string`
  | `Jwt payload [${'iat' | 'nbf' | 'exp'}] field is not ${'an integer' | 'a positive 64 bit integer'}`
  | 'Jwt payload [aud] field is not a string or string list'
  | 'Jwt not yet valid'
  | 'Jwt is expired'
  | 'Jwt verification fails'
  | "Jwks doesn't have key to match kid or alg from Jwt"
  | "Jwks doesn't have any valid public key"
  | 'Jwt issuer is not configured'
  | 'Audiences in Jwt are not allowed';
