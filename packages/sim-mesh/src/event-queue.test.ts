import { expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';
import { seededRandom } from './random.ts';

test('runs events by time, and in the order they were asked for at the same time', () => {
  const queue = new EventQueue(1000);
  const seen: string[] = [];
  queue.after(20, () => seen.push('third'));
  queue.after(10, () => seen.push('first'));
  queue.after(10, () => seen.push('second'));
  queue.after(21, () => seen.push('later'));
  queue.runUntil(1020);
  expect(seen).toEqual(['first', 'second', 'third']);
  expect(queue.nowMs).toBe(1020);
});

test('events see their own time and may add events', () => {
  const queue = new EventQueue(0);
  const times: number[] = [];
  const again = () => {
    times.push(queue.nowMs);
    queue.after(5, again);
  };
  queue.after(5, again);
  queue.runUntil(17);
  expect(times).toEqual([5, 10, 15]);
});

test('keeps order among thousands of random times', () => {
  const queue = new EventQueue(0);
  const random = seededRandom(3);
  const times: number[] = [];
  for (let count = 0; count < 5000; count++) queue.after(random() * 1000, () => times.push(queue.nowMs));
  queue.runUntil(1000);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times).toHaveLength(5000);
});
