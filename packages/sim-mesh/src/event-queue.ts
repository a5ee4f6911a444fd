/** Simulated time: what happens later waits here, ordered by time and then by the order it was asked for. */
export class EventQueue {
  #nowMs: number;
  #sequence = 0;
  readonly #heap: Event[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): void {
    this.#push({ atMs: this.#nowMs + Math.max(0, delayMs), sequence: this.#sequence++, run });
  }

  /** Runs everything due up to and including `toMs`, then stands at `toMs`. */
  runUntil(toMs: number): void {
    for (let next = this.#heap[0]; next && next.atMs <= toMs; next = this.#heap[0]) {
      this.#popFirst();
      this.#nowMs = next.atMs;
      next.run();
    }
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (!parent || isBefore(parent, event)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  #popFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const leftIndex = 2 * index + 1;
      const left = heap[leftIndex];
      if (!left) break;
      const right = heap[leftIndex + 1];
      const [childIndex, child] = right && isBefore(right, left) ? [leftIndex + 1, right] : [leftIndex, left];
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }
}

interface Event {
  atMs: number;
  sequence: number;
  run: () => void;
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}
