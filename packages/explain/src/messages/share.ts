import type { Values } from '../journey.ts';

/** `9 of 10` where the share comes out even, else per cent. */
export function share(probability: Values[string] | undefined): { of: [number, number] } | { percent: string } {
  const value = Number(probability ?? 0);
  for (const whole of [2, 3, 4, 10]) {
    const part = value * whole;
    if (Math.abs(part - Math.round(part)) < 1e-9 && Math.round(part) > 0) return { of: [Math.round(part), whole] };
  }
  const percent = value * 100;
  return { percent: percent < 0.1 ? '< 0.1' : String(Math.round(percent * 10) / 10) };
}

/** The second of two names without what it shares with the first: `reviews v1`, `v2`. */
export function shortly(name: Values[string] | undefined, first: Values[string] | undefined): string {
  const [service = ''] = String(first ?? '').split(' ');
  const text = String(name ?? '');
  return text.startsWith(`${service} `) ? text.slice(service.length + 1) : text;
}

export function isWhole(probability: Values[string] | undefined): boolean {
  return Number(probability ?? 0) > 1 - 1e-9;
}
