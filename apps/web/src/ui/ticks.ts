import { formatMs, formatPercent, formatRate } from './format.ts';

/** How a chart writes a value: `unit` on the topmost tick and in the tooltip, `top` the end of the axis the tick stands on. */
export type TickFormat = (value: number, unit: boolean, top?: number) => string;

export const rateTick: TickFormat = (value, unit) => trimZero(unit ? formatRate(value) : formatRate(value).replace('/s', ''));

export const percentTick: TickFormat = (value, unit) => trimZero(unit ? formatPercent(value) : formatPercent(value).replace(/\s*%/, ''));

/** All ticks of an axis are in the unit of its top: seconds from 1000 ms on, milliseconds below. */
export const latencyTick: TickFormat = (value, unit, top = value) => {
  if (unit) return trimZero(formatMs(value));
  return top >= 1000 ? String(Number((value / 1000).toFixed(2))) : String(Number(value.toFixed(value < 10 ? 1 : 0)));
};

/** Ticks are round: `50/s`, not `50.0/s`. */
function trimZero(text: string): string {
  return text.replace(/\.0(?=\D|$)/, '');
}
