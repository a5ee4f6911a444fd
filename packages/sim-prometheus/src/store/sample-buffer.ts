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
