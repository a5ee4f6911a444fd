import { type CallResult, type Handling, isSuccess } from './application.ts';
import type { Request, Response } from './exchange.ts';
import { drawLatencyMs, WORK_MEDIAN_MS } from './latency.ts';
import type { Random } from './random.ts';
import { signedInUser } from './users.ts';

/** How long the applications of Bookinfo wait for each other, and how often they try (samples/bookinfo/src). */
const PRODUCTPAGE_TIMEOUT_MS = 3000;
const PRODUCTPAGE_REVIEWS_ATTEMPTS = 2;
const REVIEWS_V2_TIMEOUT_MS = 10_000;
const REVIEWS_V3_TIMEOUT_MS = 2500;

/** productpage and reviews pass these on to what they call (samples/bookinfo/src/productpage, incoming_headers). */
const FORWARDED_HEADERS = ['end-user', 'user-agent', 'cookie', 'authorization', 'jwt'] as const;

export type Application = (request: Request, random: Random) => Handling;

/** Behaviour by image, so that setting another image changes what a pod does. */
const APPLICATIONS: readonly { image: RegExp; application: Application }[] = [
  { image: /bookinfo-productpage/, application: productpage },
  { image: /bookinfo-details/, application: details },
  { image: /bookinfo-reviews-v1/, application: (_request, random) => reviewsWithoutStars(random) },
  { image: /bookinfo-reviews-v2/, application: (request, random) => reviewsWithStars(request, random, 'reviews-v2') },
  { image: /bookinfo-reviews-v3/, application: (request, random) => reviewsWithStars(request, random, 'reviews-v3') },
  { image: /bookinfo-ratings/, application: ratings },
];

/** An image nobody knows answers quickly with an empty page. */
export function applicationOf(image: string): Application {
  return APPLICATIONS.find((known) => known.image.test(image))?.application ?? unknownApplication;
}

function* productpage(request: Request, random: Random): Handling {
  const path = pathOnly(request.path);
  if (path.startsWith('/static')) {
    yield work('static', random);
    return answer(200, 6000);
  }
  yield work('productpage', random);
  if (path === '/productpage') return yield* page(request);
  if (path === '/login' || path === '/logout') return answer(302, 250);
  if (path.startsWith('/api/v1/products')) return yield* productsApi(request, path);
  return answer(path === '/' || path === '/index.html' || path === '/health' ? 200 : 404, 1700);
}

/** The page is 200 even when what it shows has failed; the failure is a sentence on it. */
function* page(request: Request): Handling {
  yield callDetails(request);
  const reviews = yield* callReviews(request);
  return answer(200, isSuccess(reviews) ? 5200 : 4300);
}

/** Sequential attempts: whatever is not a 200 is asked for once more. */
function* callReviews(request: Request): Generator<ReturnType<typeof call>, CallResult, CallResult> {
  let result: CallResult;
  for (let attempt = 0; attempt < PRODUCTPAGE_REVIEWS_ATTEMPTS; attempt++) {
    result = yield call('reviews', '/reviews/0', request, PRODUCTPAGE_TIMEOUT_MS);
    if (isSuccess(result)) break;
  }
  return result;
}

/** The JSON API passes status codes of the backends on. */
function* productsApi(request: Request, path: string): Handling {
  const [id, part] = path.split('/').slice(4);
  if (!id) return answer(200, 400);
  if (part === 'reviews') return passedOn(yield* callReviews(request));
  if (part === 'ratings') return passedOn(yield call('ratings', `/ratings/${id}`, request, PRODUCTPAGE_TIMEOUT_MS));
  return passedOn(yield callDetails(request));
}

function* details(_request: Request, random: Random): Handling {
  yield work('details', random);
  return answer(200, 178);
}

function* reviewsWithoutStars(random: Random): Handling {
  yield work('reviews-v1', random);
  return answer(200, 358);
}

/** Always 200: without ratings the answer carries a sentence in their place. */
function* reviewsWithStars(request: Request, random: Random, version: 'reviews-v2' | 'reviews-v3'): Handling {
  yield work(version, random);
  const timeoutMs = version === 'reviews-v2' ? REVIEWS_V2_TIMEOUT_MS : REVIEWS_V3_TIMEOUT_MS;
  const result = yield call('ratings', '/ratings/0', request, timeoutMs);
  return answer(200, isSuccess(result) ? 442 : 401);
}

function* ratings(_request: Request, random: Random): Handling {
  yield work('ratings', random);
  return answer(200, 48);
}

function* unknownApplication(_request: Request, random: Random): Handling {
  yield work('static', random);
  return answer(200, 100);
}

function work(kind: keyof typeof WORK_MEDIAN_MS, random: Random) {
  return { type: 'work', ms: drawLatencyMs(WORK_MEDIAN_MS[kind], random) } as const;
}

function callDetails(request: Request) {
  return call('details', '/details/0', request, PRODUCTPAGE_TIMEOUT_MS);
}

function call(host: string, path: string, cause: Request, timeoutMs: number) {
  const headers = forwardedHeaders(cause);
  return { type: 'call', request: { host, port: 9080, method: 'GET', path, headers, bytes: 620 }, timeoutMs } as const;
}

/** productpage puts the signed-in user of its session into the header `end-user`. */
function forwardedHeaders(cause: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of FORWARDED_HEADERS) {
    const value = cause.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const user = signedInUser(headers.cookie);
  if (user) headers['end-user'] = user;
  return headers;
}

function answer(status: number, bytes: number): Response {
  return { status, bytes };
}

function passedOn(result: CallResult): Response {
  return typeof result === 'object' ? answer(result.broken ? 503 : result.status, result.bytes) : answer(500, 100);
}

function pathOnly(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
