import { partialMetadata, table } from '../read/view.ts';
import { type StreamEvent, watchObjects } from '../read/watch.ts';
import { failure } from '../status.ts';
import type { KubeObject } from '../types.ts';
import { negotiate, parseAccept } from './accept.ts';
import { addWarnings, encodeShared } from './encode.ts';
import { FaultyStream } from './faulty-stream.ts';
import { parseBoolean, parseInteger, selectors } from './query.ts';
import { type ResourceRequest, tableRequest } from './request.ts';

/** How often a watcher that allows it is told the revision it has reached. */
const bookmarkIntervalMs = 60_000;

/** The API server ends every watch after some time between 30 and 60 minutes. */
const longestWatchSeconds = 1800;

/** A watch: one JSON document per event, until the client leaves or the time is up. */
export function serveWatch(request: ResourceRequest): void {
  const { res, query, server, target, warnings } = request;
  const encode = eventEncoder(request);
  const timeoutSeconds = parseInteger(query.get('timeoutSeconds')) || longestWatchSeconds;
  const sendInitialEvents = parseBoolean(query.get('sendInitialEvents'));
  const allowWatchBookmarks = parseBoolean(query.get('allowWatchBookmarks')) === true;
  // What comes before the headers are out waits, so that a refused watch can still be answered with its status.
  let waiting: string[] | undefined = [];
  let isBroken = false;
  const stream = new FaultyStream(request);
  const onEvent = (event: StreamEvent) => {
    const text = encode(event);
    if (event.type === 'ERROR') isBroken = true;
    if (waiting) waiting.push(text);
    else stream.write(text);
  };
  const handle = watchObjects(
    server.cluster,
    target,
    {
      ...selectors(query, target.name),
      resourceVersion: stream.isGone ? '1' : (query.get('resourceVersion') ?? ''),
      resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
      ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
      allowWatchBookmarks,
    },
    onEvent,
  );
  addWarnings(res, warnings);
  res.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  res.flushHeaders();
  for (const text of waiting) stream.write(text);
  waiting = undefined;

  const end = () => {
    clearTimeout(timeout);
    clearInterval(bookmarks);
    server.open.delete(end);
    stream.stop();
    handle.stop();
    if (!res.writableEnded) res.end();
  };
  const timeout = setTimeout(end, timeoutSeconds * 1000);
  const bookmarks = setInterval(() => {
    if (allowWatchBookmarks) onEvent({ type: 'BOOKMARK', object: handle.bookmark() });
  }, bookmarkIntervalMs);
  server.open.add(end);
  res.on('close', end);
  if (isBroken) end();
}

/** Turns events into lines: whole objects, metadata only, or tables whose columns come with the first event. */
function eventEncoder(request: ResourceRequest): (event: StreamEvent) => string {
  const { view } = watchView(request.req.headers.accept);
  if (view?.as === 'Table') {
    const asTable = tableRequest(request, view.version);
    let isFirst = true;
    return ({ type, object }) => {
      if (type === 'ERROR') return line(type, JSON.stringify(object));
      const shown = table(request.target.version, [object], { resourceVersion: object.metadata.resourceVersion }, asTable);
      if (type === 'BOOKMARK') shown.rows = [];
      const text = line(type, JSON.stringify(isFirst ? shown : { ...shown, columnDefinitions: null }));
      isFirst = false;
      return text;
    };
  }
  if (view) return ({ type, object }) => line(type, JSON.stringify(type === 'ERROR' ? object : partialMetadata(object, view.version)));
  return ({ type, object }) => line(type, type === 'BOOKMARK' ? JSON.stringify(asBookmark(object)) : encodeShared(object));
}

/** Typed objects always have a creationTimestamp, null in a bookmark; an empty name is left out. */
function asBookmark(object: KubeObject) {
  const { name: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, creationTimestamp: null } };
}

function line(type: string, json: string): string {
  return `{"type":"${type}","object":${json}}\n`;
}

function watchView(accept: string | undefined) {
  const clauses = parseAccept(accept);
  const isStreamable =
    clauses.length === 0 || clauses.some(({ type }) => type === 'application/json' || type === '*/*' || type === 'application/*');
  if (!isStreamable)
    throw failure(
      406,
      'NotAcceptable',
      'only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
    );
  return negotiate(accept, ['Table', 'PartialObjectMetadata']);
}
