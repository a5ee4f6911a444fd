import type { Request } from './exchange.ts';
import type { Pod } from './pod.ts';
import { arrivalGapMs, type Random } from './random.ts';
import { JASON_COOKIE, OTHER_COOKIES } from './users.ts';
import type { World } from './world.ts';

const PUBLIC_HOST = 'bookinfo.example.com';
const BROWSER = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const JASON = { ...BROWSER, cookie: JASON_COOKIE };
const OTHER_USERS = OTHER_COOKIES.map((cookie) => ({ ...BROWSER, cookie }));
const CALLER = { 'user-agent': 'curl/8.14.1' };

/** What else people ask for, one in so many of the requests that are no pages. */
const OTHER_REQUESTS: readonly { method: string; path: string; share: number }[] = [
  { method: 'GET', path: '/static/tailwind/tailwind.css', share: 0.4 },
  { method: 'GET', path: '/api/v1/products', share: 0.2 },
  { method: 'GET', path: '/api/v1/products/0/reviews', share: 0.1 },
  { method: 'GET', path: '/api/v1/products/0/ratings', share: 0.1 },
  { method: 'POST', path: '/login', share: 0.15 },
  { method: 'GET', path: '/logout', share: 0.05 },
];

/** People in front of the ingress gateway, and the batch job that calls reviews without a proxy. */
export interface LoadOptions {
  /** Ready pods of the ingress gateway. */
  gateways(): readonly Pod[];
  /** Pods of the batch job. */
  batchPods(): readonly Pod[];
}

export function startLoad(world: World, options: LoadOptions): void {
  let turn = 0;
  const atGateway = (request: Request) => {
    const gateways = options.gateways();
    const gateway = gateways[turn++ % gateways.length];
    if (gateway) world.send(gateway, request, () => {});
  };
  repeat(
    world,
    () => world.knobs.pagesPerSecond,
    () => atGateway(publicRequest('GET', '/productpage', visitorHeaders(world))),
  );
  repeat(
    world,
    () => (world.knobs.pagesPerSecond * world.knobs.otherPathsPercent) / 100,
    () => atGateway(otherRequest(world)),
  );
  repeat(
    world,
    () => world.knobs.legacyRequestsPerSecond,
    () => {
      const pods = options.batchPods();
      const pod = pods[Math.floor(world.random() * pods.length)];
      if (pod) world.send(pod, batchRequest(), () => {});
    },
  );
}

/** Independent arrivals at a rate that may change; looked at again every second where it is zero. */
function repeat(world: World, ratePerSecond: () => number, run: () => void): void {
  const rate = ratePerSecond();
  if (rate <= 0) {
    world.queue.after(1000, () => repeat(world, ratePerSecond, run));
    return;
  }
  world.queue.after(Math.min(arrivalGapMs(rate, world.random), 10_000), () => {
    run();
    repeat(world, ratePerSecond, run);
  });
}

function visitorHeaders({ knobs, random }: World): Record<string, string> {
  const percent = random() * 100;
  if (percent < knobs.jasonPercent) return JASON;
  if (percent < knobs.jasonPercent + knobs.otherUsersPercent) return pick(OTHER_USERS, random) ?? BROWSER;
  return BROWSER;
}

function otherRequest(world: World): Request {
  let left = world.random();
  const chosen = OTHER_REQUESTS.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  return publicRequest(chosen?.method ?? 'GET', chosen?.path ?? '/api/v1/products', visitorHeaders(world));
}

function publicRequest(method: string, path: string, headers: Readonly<Record<string, string>>): Request {
  return { host: PUBLIC_HOST, port: 8080, method, path, headers, bytes: 480 };
}

function batchRequest(): Request {
  return { host: 'reviews.default.svc.cluster.local', port: 9080, method: 'GET', path: '/reviews/0', headers: CALLER, bytes: 110 };
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}
