import { text } from 'node:stream/consumers';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), {
  out: (part) => process.stdout.write(part),
  err: (part) => process.stderr.write(part),
  readStdin: () => text(process.stdin),
  env: process.env,
  color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
});
