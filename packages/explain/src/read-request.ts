import { readCurl } from './read-curl.ts';
import { readLogLine } from './read-log-line.ts';
import { readRequestLine } from './read-request-line.ts';
import { problemAt, type ReadResult } from './request-text.ts';

/** Whatever was pasted: a curl command, a line of an access log, or `METHOD host/path` with headers. */
export function readRequest(text: string): ReadResult {
  if (text.trim() === '') return { ok: false, problem: problemAt(text, 0, 'EMPTY') };
  if (/^[\s$#>]*(?:\S*[\\/])?curl(?:\.exe)?\s/.test(text)) return readCurl(text);
  if (/\[\d{4}-\d\d-\d\dT/.test(text) || /^[^{]*\{\s*"/.test(text)) return readLogLine(text);
  return readRequestLine(text);
}
