/** A source of numbers in [0, 1), as `Math.random`. */
export type Random = () => number;

/** The same seed gives the same numbers (mulberry32, public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Time to the next of independent arrivals. Infinite when nothing arrives. */
export function arrivalGapMs(perSecond: number, random: Random): number {
  return perSecond > 0 ? (-Math.log(1 - random()) / perSecond) * 1000 : Number.POSITIVE_INFINITY;
}
