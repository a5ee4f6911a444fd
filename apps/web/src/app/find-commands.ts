import type { Command } from '../lib/commands.ts';

const order = { selection: 0, places: 1, services: 2, settings: 3 } as const;

/** Commands in which every word of the query occurs; what begins with the first word comes first within its group. */
export function findCommands(commands: readonly Command[], query: string, limit = 60): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands
    .map((command) => ({ command, text: `${command.label} ${command.detail ?? ''} ${command.keywords ?? ''}`.toLowerCase() }))
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .map(({ command, text }) => ({ command, rank: words[0] && !text.startsWith(words[0]) ? 1 : 0 }));
  return found
    .sort((a, b) => order[a.command.group] - order[b.command.group] || a.rank - b.rank)
    .slice(0, limit)
    .map(({ command }) => command);
}
