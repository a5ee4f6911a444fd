export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

export function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Median and worst of twenty runs, after three to warm up. */
export function time(label: string, run: () => { status: string }): void {
  const durations: number[] = [];
  for (let i = 0; i < 23; i++) {
    const before = performance.now();
    if (run().status !== 'success') throw new Error(`${label} failed`);
    if (i >= 3) durations.push(performance.now() - before);
  }
  durations.sort((a, b) => a - b);
  console.log(`${label.padEnd(74)} ${durations[10]?.toFixed(1).padStart(7)} ms  (worst ${durations.at(-1)?.toFixed(1)} ms)`);
}
