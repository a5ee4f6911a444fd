import { describe, expect, test } from 'vitest';
import { yScale } from './chart-scale.ts';
import { latencyTick, percentTick, rateTick, type TickFormat } from './ticks.ts';

/** The words of an axis whose largest value is `largest`, as the chart asks for them. */
function axis(format: TickFormat, largest: number): string[] {
  const { max, ticks } = yScale(largest);
  return ticks.map((tick) => format(tick, tick === max, max));
}

describe('an axis has one unit, on its topmost tick', () => {
  test.each([
    ['milliseconds', latencyTick, 470, ['0', '250', '500\u2009ms']],
    ['seconds', latencyTick, 4700, ['0', '2.5', '5\u2009s']],
    ['seconds from one second on', latencyTick, 950, ['0', '0.5', '1\u2009s']],
    ['seconds with halves of odd tops', latencyTick, 1450, ['0', '0.8', '1.6\u2009s']],
    ['a few milliseconds', latencyTick, 2.8, ['0', '1.5', '3\u2009ms']],
    ['rates', rateTick, 47, ['0', '25', '50/s']],
    ['shares', percentTick, 0.009, ['0', '0.5', '1\u2009%']],
  ])('%s', (_, format, largest, words) => expect(axis(format, largest)).toEqual(words));

  test('a tooltip has no axis and writes the value in its own unit', () => expect(latencyTick(1830, true)).toBe('1.8\u2009s'));
});
