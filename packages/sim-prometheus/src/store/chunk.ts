import { ABSENT } from './absent.ts';

/** Samples per block. Small enough that one block's deltas often stay on the JavaScript heap, large enough to pay for its header. */
export const CHUNK_SAMPLES = 64;

type SmallInts = Int8Array | Int16Array | Int32Array;

/** A sealed block. Times lie on a grid plus residuals; values are integers kept as deltas, one repeated value, or plain doubles. */
export interface Chunk {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly stepMs: number;
  readonly timeResiduals: SmallInts | null;
  readonly firstValue: number;
  readonly values: SmallInts | Float64Array | null;
}

export function sealChunk(times: readonly number[], values: readonly number[]): Chunk {
  const count = times.length;
  const firstMs = times[0] ?? 0;
  const lastMs = times[count - 1] ?? firstMs;
  const stepMs = count > 1 ? Math.round((lastMs - firstMs) / (count - 1)) : 0;
  const residuals = times.map((time, i) => time - firstMs - i * stepMs);
  return {
    count,
    firstMs,
    lastMs,
    stepMs,
    timeResiduals: residuals.every((residual) => residual === 0) ? null : packInts(residuals),
    firstValue: values[0] ?? 0,
    values: packValues(values),
  };
}

function packValues(values: readonly number[]): SmallInts | Float64Array | null {
  const first = values[0] ?? 0;
  if (values.every((value) => Object.is(value, first))) return null;
  const isInteger = (value: number) => Number.isSafeInteger(value) && !Object.is(value, -0) && value !== ABSENT;
  if (!values.every(isInteger)) return Float64Array.from(values);
  const deltas = values.map((value, i) => (i === 0 ? 0 : value - (values[i - 1] ?? 0)));
  return fits(deltas, 0x7fffffff) ? packInts(deltas) : Float64Array.from(values);
}

function fits(numbers: readonly number[], limit: number): boolean {
  return numbers.every((number) => number >= -limit && number <= limit);
}

function packInts(numbers: readonly number[]): SmallInts {
  if (fits(numbers, 0x7f)) return Int8Array.from(numbers);
  if (fits(numbers, 0x7fff)) return Int16Array.from(numbers);
  return Int32Array.from(numbers);
}

/** Where decoded samples go: one pair of arrays that grows and is used again for every series. */
export class SampleBuffer {
  times = new Float64Array(512);
  values = new Float64Array(512);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.times.length) return;
    const capacity = Math.max(needed, this.times.length * 2);
    this.times = grown(this.times, capacity);
    this.values = grown(this.values, capacity);
  }
}

function grown(old: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(capacity);
  next.set(old);
  return next;
}

/** Appends the chunk's samples with afterMs < time <= untilMs. */
export function decodeChunk(chunk: Chunk, afterMs: number, untilMs: number, into: SampleBuffer): void {
  into.reserve(chunk.count);
  const { times } = into;
  const { timeResiduals, count, firstMs, stepMs } = chunk;
  let from = 0;
  let at = into.count;
  for (let i = 0; i < count; i++) {
    const time = firstMs + i * stepMs + (timeResiduals === null ? 0 : (timeResiduals[i] ?? 0));
    if (time > untilMs) break;
    if (time <= afterMs) from = i + 1;
    else times[at++] = time;
  }
  decodeValues(chunk, from, into.values, into.count, at);
  into.count = at;
}

/** Writes the values of samples `from` and following to the places `start` up to `end`. */
function decodeValues({ firstValue, values: packed }: Chunk, from: number, values: Float64Array, start: number, end: number): void {
  if (packed === null) {
    values.fill(firstValue, start, end);
  } else if (packed instanceof Float64Array) {
    values.set(packed.subarray(from, from + end - start), start);
  } else {
    let value = firstValue;
    for (let i = 0; i < from; i++) value += packed[i] ?? 0;
    for (let i = from, at = start; at < end; i++, at++) {
      value += packed[i] ?? 0;
      values[at] = value;
    }
  }
}

export function chunkBytes(chunk: Chunk): number {
  const header = 120;
  const array = 104;
  const times = chunk.timeResiduals === null ? 0 : array + chunk.timeResiduals.byteLength;
  return header + times + (chunk.values === null ? 0 : array + chunk.values.byteLength);
}
