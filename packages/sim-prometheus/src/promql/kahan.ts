/** A sum with the compensation of Kahan and Neumaier, as Prometheus sums (util/kahansum). */
export class KahanSum {
  sum = 0;
  compensation = 0;

  add(value: number): void {
    const next = this.sum + value;
    // An infinite sum has no error to compensate.
    if (Number.isFinite(next)) {
      this.compensation += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    } else {
      this.compensation = 0;
    }
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.compensation;
  }
}

/** A mean that sums up as long as that does not overflow, and goes on incrementally from there. */
export class KahanMean {
  private count = 0;
  private readonly running = new KahanSum();
  private incremental = false;

  add(value: number): void {
    this.count++;
    const { running, count } = this;
    if (!this.incremental) {
      const { sum, compensation } = running;
      running.add(value);
      if (count === 1 || Math.abs(running.sum) !== Number.POSITIVE_INFINITY) return;
      this.incremental = true;
      running.sum = sum / (count - 1);
      running.compensation = compensation / (count - 1);
    }
    const share = (count - 1) / count;
    running.sum *= share;
    running.compensation *= share;
    running.add(value / count);
  }

  get mean(): number {
    const { running, count } = this;
    return this.incremental ? running.total : running.sum / count + running.compensation / count;
  }
}
