import { ABSENT } from './absent.ts';
import { CHUNK_SAMPLES, type Chunk, chunkBytes, decodeChunk, type SampleBuffer, sealChunk } from './chunk.ts';
import type { Labels } from './labels.ts';

/** The samples of one label set: sealed blocks, and the newest samples as plain arrays. */
export class Series {
  readonly labels: Labels;
  lastMs = Number.NEGATIVE_INFINITY;
  /** Forgotten by the index for its age; its owner gets a new one when it writes again. */
  isForgotten = false;
  private chunks: Chunk[] = [];
  private headTimes: number[] = [];
  private headValues: number[] = [];

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** False for a sample that is not newer than the last one: like the head of the TSDB without an out-of-order window. */
  append(timestampMs: number, value: number): boolean {
    if (timestampMs <= this.lastMs) return false;
    if (this.headTimes.length >= CHUNK_SAMPLES) this.seal();
    this.headTimes.push(timestampMs);
    this.headValues.push(value);
    this.lastMs = timestampMs;
    return true;
  }

  appendStale(timestampMs: number): boolean {
    return this.append(timestampMs, ABSENT);
  }

  /** Samples with afterMs < time <= untilMs, oldest first; staleness markers are `ABSENT`. */
  read(afterMs: number, untilMs: number, into: SampleBuffer): void {
    into.clear();
    for (let i = this.firstChunkAfter(afterMs); i < this.chunks.length; i++) {
      const chunk = this.chunks[i];
      if (chunk === undefined || chunk.firstMs > untilMs) return;
      decodeChunk(chunk, afterMs, untilMs, into);
    }
    const { headTimes, headValues } = this;
    into.reserve(headTimes.length);
    for (let i = 0; i < headTimes.length; i++) {
      const time = headTimes[i] ?? 0;
      if (time <= afterMs) continue;
      if (time > untilMs) break;
      into.times[into.count] = time;
      into.values[into.count] = headValues[i] ?? 0;
      into.count++;
    }
  }

  /** The newest sample with afterMs < time <= untilMs alone, for queries of one instant. */
  readLast(afterMs: number, untilMs: number, into: SampleBuffer): void {
    into.clear();
    const { headTimes } = this;
    let newest = headTimes.length - 1;
    while (newest >= 0 && (headTimes[newest] ?? 0) > untilMs) newest--;
    if (newest < 0) {
      this.readLastSealed(afterMs, untilMs, into);
      return;
    }
    const timeMs = headTimes[newest] ?? 0;
    if (timeMs <= afterMs) return;
    into.times[0] = timeMs;
    into.values[0] = this.headValues[newest] ?? 0;
    into.count = 1;
  }

  firstMs(): number {
    return this.chunks[0]?.firstMs ?? this.headTimes[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Forgets whole blocks that ended before the given time. */
  dropBefore(timestampMs: number): void {
    const keep = this.firstChunkAfter(timestampMs - 1);
    if (keep > 0) this.chunks = this.chunks.slice(keep);
  }

  bytes(): number {
    let bytes = 200 + this.labels.pairs.length * 8 + this.headTimes.length * 16;
    for (const chunk of this.chunks) bytes += chunkBytes(chunk) + 8;
    return bytes;
  }

  private readLastSealed(afterMs: number, untilMs: number, into: SampleBuffer): void {
    const next = this.firstChunkAfter(untilMs);
    // The chunk that ends after the instant may start after it too; then the one before has the sample.
    for (const chunk of [this.chunks[next], this.chunks[next - 1]]) {
      if (chunk === undefined || chunk.firstMs > untilMs) continue;
      decodeChunk(chunk, afterMs, untilMs, into);
      if (into.count === 0) return;
      into.times[0] = into.times[into.count - 1] ?? 0;
      into.values[0] = into.values[into.count - 1] ?? 0;
      into.count = 1;
      return;
    }
  }

  private seal(): void {
    this.chunks.push(sealChunk(this.headTimes, this.headValues));
    this.headTimes = [];
    this.headValues = [];
  }

  private firstChunkAfter(afterMs: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.chunks[middle]?.lastMs ?? 0) > afterMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
