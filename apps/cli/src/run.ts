import { type Command, CommandError, type Terminal } from './command.ts';
import { EXIT_USAGE } from './exit-codes.ts';
import { explainCommand } from './explain-command.ts';
import { testCommand } from './test-command.ts';

const COMMANDS: Readonly<Record<string, Command>> = { explain: explainCommand, test: testCommand };

/** The `pidalio` command: finds the command, runs it, and says in plain lines what the user can mend. */
export async function run([name, ...args]: readonly string[], terminal: Terminal): Promise<number> {
  const isHelp = name === undefined || name === 'help' || name === '--help' || name === '-h';
  const command = COMMANDS[(isHelp ? args[0] : name) ?? ''];
  if (isHelp || command === undefined) {
    if (isHelp) terminal.out(command?.help ?? overview());
    else terminal.err(`pidalio: there is no command ${name}.\n\n${overview()}`);
    return isHelp ? 0 : EXIT_USAGE;
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(command.help);
    return 0;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminal.err(`${error.message}\n`);
    return error.exitCode;
  }
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)}${summary}`);
  return `pidalio: see, steer and prove what traffic does in an Istio mesh.\n\n${lines.join('\n')}\n\npidalio COMMAND --help says how to use one.\n`;
}
