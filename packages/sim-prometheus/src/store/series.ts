import { ABSENT } from './absent.ts';
import type { Arena } from './arena.ts';
import { CHUNK_SAMPLES, chunkFirstMs, chunkLastMs, decodeChunk, sealChunk } from './chunk.ts';
import { type Heads, offsetOf } from './heads.ts';
import type { Labels } from './labels.ts';
import type { SampleBuffer } from './sample-buffer.ts';

/** The memory that all series of a store share. */
export interface SeriesMemory {
  readonly arena: Arena;
  readonly heads: Heads;
}

const noChunks: readonly number[] = [];

/** The samples of one label set: sealed blocks, and the newest samples as plain numbers. */
export class Series {
  readonly labels: Labels;
  /** Order of creation. */
  readonly id: number;
  lastMs = Number.NEGATIVE_INFINITY;
  /** Forgotten by the index for its age; its owner gets a new one when it writes again. */
  isForgotten = false;
  private readonly memory: SeriesMemory;
  private readonly slot: number;
  private chunks = noChunks;
  private headCount = 0;
  /** The newest samples are so far apart, as long as that is so for all of them; else their times are in `headTimes`. */
  private headStepMs = 0;
  private headTimes: number[] | null = null;

  constructor(labels: Labels, id: number, memory: SeriesMemory) {
    this.labels = labels;
    this.id = id;
    this.memory = memory;
    this.slot = memory.heads.take();
  }

  /** False for a sample that is not newer than the last one: like the head of the TSDB without an out-of-order window. */
  append(timestampMs: number, value: number): boolean {
    if (timestampMs <= this.lastMs) return false;
    if (this.headCount >= CHUNK_SAMPLES) this.seal();
    this.noteTime(timestampMs);
    this.memory.heads.blockOf(this.slot)[offsetOf(this.slot) + this.headCount] = value;
    this.headCount++;
    this.lastMs = timestampMs;
    return true;
  }

  appendStale(timestampMs: number): boolean {
    return this.append(timestampMs, ABSENT);
  }

  /** Samples with afterMs < time <= untilMs, oldest first; staleness markers are `ABSENT`. */
  read(afterMs: number, untilMs: number, into: SampleBuffer): void {
    into.clear();
    const { chunks, headCount, memory } = this;
    for (let i = this.firstChunkAfter(afterMs); i < chunks.length; i++) {
      const chunk = chunks[i] ?? 0;
      if (chunkFirstMs(memory.arena, chunk) > untilMs) return;
      decodeChunk(memory.arena, chunk, afterMs, untilMs, into);
    }
    into.reserve(headCount);
    const block = memory.heads.blockOf(this.slot);
    const offset = offsetOf(this.slot);
    for (let i = 0; i < headCount; i++) {
      const time = this.headTime(i);
      if (time <= afterMs) continue;
      if (time > untilMs) break;
      into.times[into.count] = time;
      into.values[into.count] = block[offset + i] ?? 0;
      into.count++;
    }
  }

  /** The newest sample with afterMs < time <= untilMs alone, for queries of one instant. */
  readLast(afterMs: number, untilMs: number, into: SampleBuffer): void {
    into.clear();
    let newest = this.headCount - 1;
    while (newest >= 0 && this.headTime(newest) > untilMs) newest--;
    if (newest < 0) {
      this.readLastSealed(afterMs, untilMs, into);
      return;
    }
    const timeMs = this.headTime(newest);
    if (timeMs <= afterMs) return;
    into.times[0] = timeMs;
    into.values[0] = this.memory.heads.blockOf(this.slot)[offsetOf(this.slot) + newest] ?? 0;
    into.count = 1;
  }

  firstMs(): number {
    const [first] = this.chunks;
    if (first !== undefined) return chunkFirstMs(this.memory.arena, first);
    return this.headCount > 0 ? this.headTime(0) : Number.POSITIVE_INFINITY;
  }

  /** Forgets whole blocks that ended before the given time. */
  dropBefore(timestampMs: number): void {
    const keep = this.firstChunkAfter(timestampMs - 1);
    if (keep === 0) return;
    for (const chunk of this.chunks.slice(0, keep)) this.memory.arena.release(chunk);
    this.chunks = this.chunks.slice(keep);
  }

  /** Gives back all memory; the series has ended. */
  release(): void {
    this.isForgotten = true;
    for (const chunk of this.chunks) this.memory.arena.release(chunk);
    this.chunks = noChunks;
    this.headCount = 0;
    this.memory.heads.giveBack(this.slot);
  }

  private noteTime(timestampMs: number): void {
    const { headCount, lastMs } = this;
    if (this.headTimes !== null) this.headTimes.push(timestampMs);
    else if (headCount === 1) this.headStepMs = timestampMs - lastMs;
    else if (headCount > 1 && timestampMs !== lastMs + this.headStepMs) {
      this.headTimes = Array.from({ length: headCount }, (_, i) => this.headTime(i));
      this.headTimes.push(timestampMs);
    }
  }

  private headTime(index: number): number {
    if (this.headTimes !== null) return this.headTimes[index] ?? 0;
    return this.lastMs - (this.headCount - 1 - index) * this.headStepMs;
  }

  private readLastSealed(afterMs: number, untilMs: number, into: SampleBuffer): void {
    const { arena } = this.memory;
    const next = this.firstChunkAfter(untilMs);
    // The chunk that ends after the instant may start after it too; then the one before has the sample.
    for (const chunk of [this.chunks[next], this.chunks[next - 1]]) {
      if (chunk === undefined || chunkFirstMs(arena, chunk) > untilMs) continue;
      decodeChunk(arena, chunk, afterMs, untilMs, into);
      if (into.count === 0) return;
      into.times[0] = into.times[into.count - 1] ?? 0;
      into.values[0] = into.values[into.count - 1] ?? 0;
      into.count = 1;
      return;
    }
  }

  private seal(): void {
    const { arena, heads } = this.memory;
    const offset = offsetOf(this.slot);
    const times = Array.from({ length: this.headCount }, (_, i) => this.headTime(i));
    const values = Array.from(heads.blockOf(this.slot).subarray(offset, offset + this.headCount));
    // A list that is just as long as it must be: lists that grow by themselves keep room for sixteen more.
    this.chunks = [...this.chunks, sealChunk(arena, times, values)];
    this.headCount = 0;
    this.headTimes = null;
  }

  private firstChunkAfter(afterMs: number): number {
    const { arena } = this.memory;
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (chunkLastMs(arena, this.chunks[middle] ?? 0) > afterMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
