import { expect, test } from 'vitest';
import { formatFloat, formatGo, formatSampleValue, parseFloatText } from './format-float.ts';

test.each<[number, sample: string, plain: string, go: string]>([
  [0, '0', '0', '0'],
  [-0, '-0', '-0', '-0'],
  [1.5, '1.5', '1.5', '1.5'],
  [Number.NaN, 'NaN', 'NaN', 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf', '+Inf', '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf', '-Inf', '-Inf'],
  [1e-6, '0.000001', '0.000001', '1e-06'],
  [1.25e-7, '1.25e-07', '0.000000125', '1.25e-07'],
  [123456789012345680000, '123456789012345680000', '123456789012345680000', '123456789012345680000'],
  [1.5e21, '1.5e+21', '1500000000000000000000', '1.5e+21'],
  [-2e300, '-2e+300', `-2${'0'.repeat(300)}`, '-2e+300'],
])('writes %d as Go does', (value, sample, plain, go) => {
  expect([formatSampleValue(value), formatFloat(value), formatGo(value)]).toEqual([sample, plain, go]);
});

test.each<[string, number | undefined]>([
  ['1', 1],
  ['+.5', 0.5],
  ['5.', 5],
  ['1E3', 1000],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['+Infinity', Number.POSITIVE_INFINITY],
  ['NaN', Number.NaN],
  ['0x1F', 31],
  ['', undefined],
  ['-nan', undefined],
  ['1 2', undefined],
  ['one', undefined],
])('reads %j', (text, value) => {
  expect(parseFloatText(text)).toEqual(value);
});
