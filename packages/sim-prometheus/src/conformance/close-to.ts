/** Values to compare others with, each within a relative difference of 1e-9: what a sum's order may change. */
export function closeTo(values: Readonly<Record<string, string | number>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, new CloseTo(value)]));
}

/** An asymmetric matcher. */
class CloseTo {
  private readonly value: string | number;

  constructor(value: string | number) {
    this.value = value;
  }

  asymmetricMatch(other: unknown): boolean {
    if (Object.is(other, this.value)) return true;
    const [a, b] = [Number(other), Number(this.value)];
    return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  }

  toString(): string {
    return `CloseTo(${this.value})`;
  }
}
