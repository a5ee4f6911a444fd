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
  | 'Jwt header is an invalid Base64url encoded'
  | 'Jwt header is an invalid JSON'
  | 'Jwt payload is an invalid Base64url encoded'
  | 'Jwt payload is an invalid JSON'
  | 'Jwt signature is an invalid Base64url encoded'
  | 'Header [alg] is not supported'
  | 'Jwt not yet valid'
  | 'Jwt is expired'
  | 'Jwt verification fails'
  | 'Jwks doesn’t have key to match kid or alg from Jwt'
  | 'Jwks remote fetch is failed'
  | 'Jwt issuer is not configured'
  | 'Audiences in Jwt are not allowed';
