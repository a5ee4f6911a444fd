/** One HTTP request between two workloads, before any proxy touched it. */
export interface Request {
  /** Host header without port. */
  host: string;
  /** The whole Host header, where a rule has set it. */
  authority?: string;
  port: number;
  method: string;
  /** Path with query string. */
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  bytes: number;
}

export interface Response {
  status: number;
  bytes: number;
  /** Instead of an answer: nobody accepted the connection, or it closed before an answer came. */
  broken?: 'connect-failure' | 'reset';
}

export type Reply = (response: Response) => void;

/** The caller goes away; the reply is not wanted any more. */
export type Cancel = () => void;
