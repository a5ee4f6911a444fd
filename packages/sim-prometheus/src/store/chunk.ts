import { ABSENT } from './absent.ts';
import { type Arena, type Slab, unitOf } from './arena.ts';
import type { SampleBuffer } from './sample-buffer.ts';

/** Samples per block: few, because the newest samples of every series are held as plain doubles until a block is full. */
export const CHUNK_SAMPLES = 32;

// A block in its slab, in units of 8 bytes: time of the first and of the last sample, first value, then the numbers below; after
// them the residuals of the times and the deltas (or doubles) of the values, each padded to whole units.
const FIRST_MS = 0;
const LAST_MS = 1;
const FIRST_VALUE = 2;
const HEADER_UNITS = 5;
// Places of 32-bit numbers, counted from the block's start.
const STEP_MS = 6;
const COUNT = 7;
const TIME_BYTES = 8;
const VALUE_BYTES = 9;

const LARGEST_STEP_MS = 0x7fffffff;

/** Times lie on a grid plus residuals; values are integers kept as deltas, one repeated value, or plain doubles (8 bytes each). */
export function sealChunk(arena: Arena, times: readonly number[], values: readonly number[]): number {
  const count = times.length;
  const firstMs = times[0] ?? 0;
  const lastMs = times[count - 1] ?? firstMs;
  const meanMs = count > 1 ? Math.round((lastMs - firstMs) / (count - 1)) : 0;
  const stepMs = meanMs <= LARGEST_STEP_MS ? meanMs : 0;
  const residuals = times.map((time, i) => time - firstMs - i * stepMs);
  const timeBytes = residuals.every((residual) => residual === 0) ? 0 : bytesFor(residuals);
  const deltas = deltasOf(values);
  const valueBytes = values.every((value) => Object.is(value, values[0])) ? 0 : deltas === null ? 8 : bytesFor(deltas);
  const place = arena.allocate(HEADER_UNITS + unitsOf(count, timeBytes) + unitsOf(count, valueBytes));
  const slab = arena.slabOf(place);
  const unit = unitOf(place);
  slab.doubles[unit + FIRST_MS] = firstMs;
  slab.doubles[unit + LAST_MS] = lastMs;
  slab.doubles[unit + FIRST_VALUE] = values[0] ?? 0;
  slab.ints[unit * 2 + STEP_MS] = stepMs;
  slab.ints[unit * 2 + COUNT] = count;
  slab.ints[unit * 2 + TIME_BYTES] = timeBytes;
  slab.ints[unit * 2 + VALUE_BYTES] = valueBytes;
  write(slab, unit + HEADER_UNITS, timeBytes, residuals);
  write(slab, unit + HEADER_UNITS + unitsOf(count, timeBytes), valueBytes, deltas ?? values);
  return place;
}

function unitsOf(count: number, bytesEach: number): number {
  return Math.ceil((count * bytesEach) / 8);
}

/** Null where the values are not all integers, or too far apart. */
function deltasOf(values: readonly number[]): number[] | null {
  const isInteger = (value: number) => Number.isSafeInteger(value) && !Object.is(value, -0) && value !== ABSENT;
  if (!values.every(isInteger)) return null;
  const deltas = values.map((value, i) => (i === 0 ? 0 : value - (values[i - 1] ?? 0)));
  return fits(deltas, 0x7fffffff) ? deltas : null;
}

function bytesFor(numbers: readonly number[]): number {
  return fits(numbers, 0x7f) ? 1 : fits(numbers, 0x7fff) ? 2 : fits(numbers, 0x7fffffff) ? 4 : 8;
}

function fits(numbers: readonly number[], limit: number): boolean {
  return numbers.every((number) => number >= -limit && number <= limit);
}

function write(slab: Slab, unit: number, bytesEach: number, numbers: readonly number[]): void {
  if (bytesEach === 0) return;
  viewOf(slab, bytesEach).set(numbers, (unit * 8) / bytesEach);
}

function viewOf(slab: Slab, bytesEach: number): Float64Array | Int32Array | Int16Array | Int8Array {
  return bytesEach === 1 ? slab.bytes : bytesEach === 2 ? slab.shorts : bytesEach === 4 ? slab.ints : slab.doubles;
}

export function chunkFirstMs(arena: Arena, place: number): number {
  return arena.slabOf(place).doubles[unitOf(place) + FIRST_MS] ?? 0;
}

export function chunkLastMs(arena: Arena, place: number): number {
  return arena.slabOf(place).doubles[unitOf(place) + LAST_MS] ?? 0;
}

/** Appends the block's samples with afterMs < time <= untilMs. */
export function decodeChunk(arena: Arena, place: number, afterMs: number, untilMs: number, into: SampleBuffer): void {
  const slab = arena.slabOf(place);
  const unit = unitOf(place);
  const firstMs = slab.doubles[unit + FIRST_MS] ?? 0;
  const stepMs = slab.ints[unit * 2 + STEP_MS] ?? 0;
  const count = slab.ints[unit * 2 + COUNT] ?? 0;
  const timeBytes = slab.ints[unit * 2 + TIME_BYTES] ?? 0;
  into.reserve(count);
  const { times } = into;
  const residuals = timeBytes === 0 ? null : viewOf(slab, timeBytes);
  const residualsAt = timeBytes === 0 ? 0 : ((unit + HEADER_UNITS) * 8) / timeBytes;
  let from = 0;
  let at = into.count;
  for (let i = 0; i < count; i++) {
    const time = firstMs + i * stepMs + (residuals === null ? 0 : (residuals[residualsAt + i] ?? 0));
    if (time > untilMs) break;
    if (time <= afterMs) from = i + 1;
    else times[at++] = time;
  }
  decodeValues(slab, unit, from, into.values, into.count, at);
  into.count = at;
}

/** Writes the values of samples `from` and following to the places `start` up to `end`. */
function decodeValues(slab: Slab, unit: number, from: number, values: Float64Array, start: number, end: number): void {
  const firstValue = slab.doubles[unit + FIRST_VALUE] ?? 0;
  const count = slab.ints[unit * 2 + COUNT] ?? 0;
  const valueBytes = slab.ints[unit * 2 + VALUE_BYTES] ?? 0;
  if (valueBytes === 0) {
    values.fill(firstValue, start, end);
    return;
  }
  const packed = viewOf(slab, valueBytes);
  const base = ((unit + HEADER_UNITS + unitsOf(count, slab.ints[unit * 2 + TIME_BYTES] ?? 0)) * 8) / valueBytes;
  if (valueBytes === 8) {
    for (let at = start, i = base + from; at < end; i++, at++) values[at] = packed[i] ?? 0;
    return;
  }
  let value = firstValue;
  for (let i = 0; i < from; i++) value += packed[base + i] ?? 0;
  for (let i = base + from, at = start; at < end; i++, at++) {
    value += packed[i] ?? 0;
    values[at] = value;
  }
}
