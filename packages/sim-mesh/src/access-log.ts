/** One finished request as a proxy saw it. */
export interface AccessLogEntry {
  startMs: number;
  method: string;
  path: string;
  status: number;
  flags: string;
  details: string;
  requestBytes: number;
  responseBytes: number;
  durationMs: number;
  authority: string;
  upstreamHost: string;
  upstreamCluster: string;
  downstreamAddress: string;
  routeName: string;
}

/** The last requests of one proxy; older ones are forgotten. */
export class AccessLog {
  readonly #capacity: number;
  readonly #entries: AccessLogEntry[] = [];
  /** Of all entries ever, those forgotten included. */
  count = 0;

  constructor(capacity = 200) {
    this.#capacity = capacity;
  }

  add(entry: AccessLogEntry): void {
    this.#entries[this.count % this.#capacity] = entry;
    this.count++;
  }

  /** What is still known of the entries after the first `count` ones, oldest first. */
  after(count: number): AccessLogEntry[] {
    const entries: AccessLogEntry[] = [];
    for (let index = Math.max(count, this.count - this.#capacity); index < this.count; index++) {
      const entry = this.#entries[index % this.#capacity];
      if (entry) entries.push(entry);
    }
    return entries;
  }
}

/** Istio's default text format (istio pilot/pkg/model/telemetry_logging.go), less the fields that are never known here. */
export function formatAccessLog(entry: AccessLogEntry, toIsoTime: (ms: number) => string): string {
  const dash = (text: string) => text || '-';
  const duration = Math.round(entry.durationMs);
  const serviceTime = entry.details === 'via_upstream' ? `${duration}` : '-';
  return [
    `[${toIsoTime(entry.startMs)}] "${entry.method} ${entry.path} HTTP/1.1" ${entry.status} ${entry.flags} ${entry.details} - "-"`,
    `${entry.requestBytes} ${entry.responseBytes} ${duration} ${serviceTime} "-" "-" "-" "${entry.authority}"`,
    `"${dash(entry.upstreamHost)}" ${dash(entry.upstreamCluster)} - - ${dash(entry.downstreamAddress)} - ${dash(entry.routeName)}`,
  ].join(' ');
}
