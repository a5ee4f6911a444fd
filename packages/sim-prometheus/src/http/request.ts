import type { IncomingMessage } from 'node:http';
import { ApiError } from './parameters.ts';

const mostBodyBytes = 10 * 1024 * 1024;

/** The parameters of the URL, and of the form in the body; the body's come first, as in Go's `Request.FormValue`. */
export async function readParameters(req: IncomingMessage, url: URL): Promise<URLSearchParams> {
  if (req.method !== 'POST') return url.searchParams;
  const contentType = req.headers['content-type'] ?? '';
  const body = await readBody(req);
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return url.searchParams;
  const parameters = new URLSearchParams(body);
  for (const [name, value] of url.searchParams) parameters.append(name, value);
  return parameters;
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBodyBytes) throw new ApiError('bad_data', 'error parsing form values: http: request body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
