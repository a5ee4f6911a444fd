import { CHUNK_SAMPLES } from './chunk.ts';

const BLOCK_SLOTS = 512;

/** Room for the newest values of every series, a fixed number each, in blocks that many series share. */
export class Heads {
  private readonly blocks: Float64Array[] = [];
  private readonly freeSlots: number[] = [];
  private used = 0;

  take(): number {
    const free = this.freeSlots.pop();
    if (free !== undefined) return free;
    if (this.used === this.blocks.length * BLOCK_SLOTS) this.blocks.push(new Float64Array(BLOCK_SLOTS * CHUNK_SAMPLES));
    return this.used++;
  }

  giveBack(slot: number): void {
    this.freeSlots.push(slot);
  }

  blockOf(slot: number): Float64Array {
    const block = this.blocks[Math.floor(slot / BLOCK_SLOTS)];
    if (block === undefined) throw new Error('no such slot');
    return block;
  }

  bytes(): number {
    return this.blocks.length * BLOCK_SLOTS * CHUNK_SAMPLES * 8;
  }
}

/** Where in its block a slot begins. */
export function offsetOf(slot: number): number {
  return (slot % BLOCK_SLOTS) * CHUNK_SAMPLES;
}
