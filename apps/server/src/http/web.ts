import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Router, static as serveStatic } from 'express';
import type { Config } from '../config.ts';
import { HttpError } from './errors.ts';

/** The pages: files with a hash in their name for ever, the rest asked for again each time, index.html for every path of the router in the browser. */
export function webRoutes({ webRoot, basePath }: Pick<Config, 'webRoot' | 'basePath'>): Router {
  const router = Router();
  router.use(
    serveStatic(webRoot, {
      index: false,
      redirect: false,
      setHeaders: (response, file) => {
        const hashed = path.relative(webRoot, file).startsWith(`assets${path.sep}`);
        response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/{*path}', async (request, response) => {
    // A missing file must not come back as a page.
    if (/\.\w+$/.test(request.path)) throw new HttpError(404, 'unknown-path', `There is nothing at ${request.path}.`);
    response
      .type('html')
      .set('cache-control', 'no-cache')
      .send(await readIndex(webRoot, basePath));
  });
  return router;
}

/** One build serves under every base path: the page's `<base>` and the meta tag that its router reads say which. */
async function readIndex(webRoot: string, basePath: string): Promise<string> {
  let html: string;
  try {
    html = await readFile(path.join(webRoot, 'index.html'), 'utf8');
  } catch {
    throw new HttpError(404, 'pages-missing', 'The web pages are not built; see --web-root.');
  }
  return html
    .replace(/<base href="[^"]*"\s*\/?>/, `<base href="${basePath}/">`)
    .replace(/<meta name="pidalio-base" content="[^"]*"\s*\/?>/, `<meta name="pidalio-base" content="${basePath}">`);
}
