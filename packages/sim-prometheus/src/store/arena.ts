/** 256 KiB, counted in units of 8 bytes. */
const SLAB_UNITS = 1 << 15;

/** A piece of memory, seen as numbers of all the sizes that blocks are made of. */
export interface Slab {
  readonly doubles: Float64Array;
  readonly ints: Int32Array;
  readonly shorts: Int16Array;
  readonly bytes: Int8Array;
}

interface OwnedSlab extends Slab {
  live: number;
}

/**
 * Memory for sealed blocks. A typed array of its own costs a block more than its samples do; here many share one. Blocks sealed at
 * about the same time are forgotten at about the same time, and with the last of them their slab goes.
 */
export class Arena {
  private readonly slabs: (OwnedSlab | undefined)[] = [];
  private readonly freeIndices: number[] = [];
  private current = -1;
  private used = SLAB_UNITS;

  /** Room for so many units; the result names the place. */
  allocate(units: number): number {
    if (this.used + units > SLAB_UNITS) this.open();
    const slab = this.slabs[this.current];
    if (slab !== undefined) slab.live++;
    const place = this.current * SLAB_UNITS + this.used;
    this.used += units;
    return place;
  }

  release(place: number): void {
    const index = Math.floor(place / SLAB_UNITS);
    const slab = this.slabs[index];
    if (slab === undefined) return;
    slab.live--;
    if (slab.live > 0 || index === this.current) return;
    this.slabs[index] = undefined;
    this.freeIndices.push(index);
  }

  slabOf(place: number): Slab {
    const slab = this.slabs[Math.floor(place / SLAB_UNITS)];
    if (slab === undefined) throw new Error('a block outlived its memory');
    return slab;
  }

  bytes(): number {
    return (this.slabs.length - this.freeIndices.length) * SLAB_UNITS * 8;
  }

  private open(): void {
    const finished = this.slabs[this.current];
    if (finished !== undefined && finished.live === 0) {
      this.used = 0;
      return;
    }
    const buffer = new ArrayBuffer(SLAB_UNITS * 8);
    const slab = {
      doubles: new Float64Array(buffer),
      ints: new Int32Array(buffer),
      shorts: new Int16Array(buffer),
      bytes: new Int8Array(buffer),
      live: 0,
    };
    this.current = this.freeIndices.pop() ?? this.slabs.length;
    this.slabs[this.current] = slab;
    this.used = 0;
  }
}

/** Where in its slab a place is, in units. */
export function unitOf(place: number): number {
  return place % SLAB_UNITS;
}
