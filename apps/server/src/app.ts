import { randomUUID } from 'node:crypto';
import { endpoints } from '@pidalio/contract';
import compression from 'compression';
import express, { type Express, Router } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import type { Deps } from './deps.ts';
import { changesRoutes } from './http/changes.ts';
import { configRoutes } from './http/config.ts';
import { HttpError, refuseUnknownPath, replyWithProblem } from './http/errors.ts';
import { createEvents } from './http/events.ts';
import { explainRoutes } from './http/explain.ts';
import { requireKnownHost, requireOwnPage } from './http/guard.ts';
import { createInstruments } from './http/instruments.ts';
import { meshRoutes } from './http/mesh.ts';
import { refuseOtherMethods } from './http/route.ts';
import { servicesRoutes } from './http/services.ts';
import { steeringRoutes } from './http/steering.ts';
import { openApiRoutes, systemRoutes } from './http/system.ts';
import { topologyRoutes } from './http/topology.ts';
import { trafficRoutes } from './http/traffic.ts';
import { webRoutes } from './http/web.ts';

export interface App {
  express: Express;
  /** Ends the open event streams. */
  stop: () => void;
}

/** The whole HTTP side of Pidalio; whoever calls this listens. */
export function createApp(deps: Deps): App {
  const { config, log } = deps;
  const events = createEvents(deps);
  const instruments = createInstruments(deps);

  const site = Router();
  site.use(systemRoutes(deps, instruments.registry));
  site.use(requireKnownHost(config), requireOwnPage(config));
  site.use(events.router);
  site.use(express.json({ limit: '1mb' }));
  site.use(openApiRoutes());
  for (const routes of [
    meshRoutes,
    topologyRoutes,
    servicesRoutes,
    steeringRoutes,
    trafficRoutes,
    configRoutes,
    changesRoutes,
    explainRoutes,
  ])
    routes(site, deps);
  refuseOtherMethods(site, Object.values(endpoints));
  site.use('/api', refuseUnknownPath);
  site.use(webRoutes(config));

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(
    pinoHttp({
      logger: log,
      genReqId: (_request, response) => {
        const id = randomUUID();
        response.setHeader('x-request-id', id);
        return id;
      },
      // Headers hold credentials of proxies in front of us.
      serializers: { req: ({ id, method, url }) => ({ id, method, url }), res: ({ statusCode }) => ({ statusCode }) },
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    }),
    instruments.countRequests,
    helmet(securityHeaders),
    compression({ filter: (request, response) => request.headers.accept !== 'text/event-stream' && compression.filter(request, response) }),
  );
  if (config.basePath !== '') {
    app.use(config.basePath, site);
    // Probes and scrapers do not know the base path.
    app.use(systemRoutes(deps, instruments.registry));
    app.get('/', (_request, response) => response.redirect(`${config.basePath}/`));
    app.use(() => {
      throw new HttpError(404, 'unknown-path', `Everything is under ${config.basePath}/.`);
    });
  } else app.use(site);
  app.use(replyWithProblem(log));
  return { express: app, stop: events.stop };
}

const securityHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // Monaco, ELK: workers made of blobs.
      workerSrc: ["'self'", 'blob:'],
      // Mantine, Monaco and cytoscape write style elements.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Whether TLS is spoken is for the proxy in front to say.
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  xFrameOptions: { action: 'deny' },
} as const;
