import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test('what is written as a duration is read as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (durationMs) => {
      expect(parseDuration(formatDuration(durationMs))).toBeCloseTo(durationMs, 6);
    }),
  );
});

test('any text is a duration or none, never an exception', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseDuration(text);
      expect(parsed === undefined || Number.isFinite(parsed)).toBe(true);
    }),
  );
});
