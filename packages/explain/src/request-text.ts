import type { RouteRequest, UnknownField } from '@pidalio/routing';
import type { Values } from './journey.ts';

/** A request as someone pasted it; who sends it and, often, the port are still open. */
export interface RequestText {
  form: 'curl' | 'log' | 'line';
  protocol: RouteRequest['protocol'];
  method: string;
  /** With query string. */
  path: string;
  /** Host header without port, lower case. */
  host: string;
  /** Host header as sent. */
  authority: string;
  /** The port that is called; null where the text does not say. */
  port: number | null;
  scheme: 'http' | 'https';
  /** Name in the TLS handshake, where it is not `host`. */
  sni?: string;
  headers: RouteRequest['headers'];
  unknown: readonly UnknownField[];
  log?: LogFacts;
  notes: readonly InputNote[];
}

/** What a log line says happened. `-` in the log is '' here. */
export interface LogFacts {
  /** Which proxy wrote it, by its upstream cluster; null when that does not tell. */
  side: 'outbound' | 'inbound' | null;
  status: number;
  flags: readonly string[];
  details: string;
  routeName: string;
  upstreamCluster: string;
  upstreamHost: string;
  /** Address of the caller, without port. */
  callerIp: string;
}

/** What could not be read, and where: a code, its values, and a place in the text counted from 1. */
export interface InputProblem {
  code: ProblemCode;
  values: Values;
  line: number;
  column: number;
}

export interface InputNote {
  code: NoteCode;
  values: Values;
}

export type ProblemCode =
  | 'EMPTY'
  | 'NOT-UNDERSTOOD'
  | 'QUOTE-OPEN'
  | 'WINDOWS-QUOTES'
  | 'VARIABLE'
  | 'NO-URL'
  | 'BAD-URL'
  | 'BAD-SCHEME'
  | 'BAD-PORT'
  | 'BAD-METHOD'
  | 'BAD-HEADER'
  | 'NO-VALUE'
  | 'UNKNOWN-OPTION'
  | 'BAD-CONNECT-TO'
  | 'LOG-SHORT'
  | 'LOG-FIELD'
  | 'LOG-NO-HOST'
  | 'LOG-JSON';

export type NoteCode = 'COOKIE-FILE' | 'CONFIG-FILE' | 'FIRST-URL-ONLY' | 'LATER-LINES';

export type ReadResult = { ok: true; request: RequestText } | { ok: false; problem: InputProblem };

/** A problem at an offset of the text. */
export function problemAt(text: string, offset: number, code: ProblemCode, values: Values = {}): InputProblem {
  const before = text.slice(0, offset);
  return { code, values, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
