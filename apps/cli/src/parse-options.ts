import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError } from './command.ts';
import { EXIT_USAGE } from './exit-codes.ts';

/** parseArgs whose complaints are the user's to mend. */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(command: string, args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw usageError(command, reason);
  }
}

export function usageError(command: string, reason: string): CommandError {
  return new CommandError([`pidalio ${command}: ${reason.replace(/\.$/, '')}.`, `See pidalio ${command} --help.`], EXIT_USAGE);
}

/** One of a few words. */
export function oneOf<T extends string>(command: string, option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw usageError(command, `--${option} is ${allowed.join(' or ')}, not ${value}`);
  return found;
}
