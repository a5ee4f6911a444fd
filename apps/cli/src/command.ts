/** What a command may touch; tests and `main.ts` hand it in. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
  readStdin: () => Promise<string>;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether colours make sense. */
  color: boolean;
}

export interface Command {
  /** One line for the list of commands. */
  summary: string;
  help: string;
  /** Resolves with the exit code. Throws a CommandError for what the user can mend. */
  run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

/** Something the user can mend, in lines that say where and what to do. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(lines: readonly string[], exitCode: number) {
    super(lines.join('\n'));
    this.exitCode = exitCode;
  }
}
