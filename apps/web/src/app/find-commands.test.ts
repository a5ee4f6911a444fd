import { expect, test } from 'vitest';
import type { Command } from '../lib/commands.ts';
import { findCommands } from './find-commands.ts';

const command = (id: string, group: Command['group'], label: string, detail?: string): Command => ({
  id,
  group,
  label,
  ...(detail ? { detail } : {}),
  run: () => undefined,
});
const all = [
  command('theme', 'settings', 'Switch theme'),
  command('ratings', 'services', 'ratings', 'default'),
  command('reviews', 'services', 'reviews', 'default'),
  command('traffic', 'places', 'Traffic'),
  command('mirror', 'selection', 'Mirror traffic of reviews', 'default'),
];

test.each([
  ['', ['mirror', 'traffic', 'ratings', 'reviews', 'theme']],
  ['rev', ['mirror', 'reviews']],
  ['mirror rev', ['mirror']],
  ['TRAFFIC', ['mirror', 'traffic']],
  ['default re', ['mirror', 'reviews']],
  ['nothing', []],
])('%j finds %j: verbs on the selection first, then places', (query, ids) => {
  expect(findCommands(all, query).map((found) => found.id)).toEqual(ids);
});
