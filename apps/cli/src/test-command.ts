import { readFileSync } from 'node:fs';
import { describeVerdict, readTests, runTests, type SavedTest, type TestResult } from '@pidalio/explain';
import { type Command, CommandError } from './command.ts';
import { EXIT_FAILED_TESTS, EXIT_USAGE } from './exit-codes.ts';
import { loadMesh, meshHelp, meshOptions } from './load-mesh.ts';
import { oneOf, parseOptions, usageError } from './parse-options.ts';
import { warnOfFindings } from './warn-of-findings.ts';

const help = `pidalio test: hold a configuration to saved explanations.

  pidalio test reviews.test.yaml -f mesh/

Each test is a request and what must come of it:

  tests:
    - name: jason gets the new reviews
      from: default/productpage
      request: GET reviews:9080/reviews/1
      headers: { end-user: jason }
      expect:
        verdict: delivered      # delivered, answered, denied, no-route, unreachable, uncertain
        route: jason            # name of the rule
        governedBy: VirtualService default/reviews
        to: { reviews.default.svc.cluster.local:9080/v2: 1 }
        status: 404
        flags: NR

What is left out of expect may be anything. pidalio explain -o test writes one.

${meshHelp}

  -o, --output text|tap       tap is for programs (Test Anything Protocol 14)

Exit code: 0 all hold · 1 some do not · 64 input that cannot be used · 69 no answer from the cluster.
`;

const options = { ...meshOptions, output: { type: 'string', short: 'o' } } as const;

export const testCommand: Command = {
  summary: 'hold a configuration to saved explanations',
  help,
  run: async (args, terminal) => {
    const { values, positionals } = parseOptions('test', args, options);
    if (positionals.length === 0) throw usageError('test', 'the file with the tests is missing');
    const output = oneOf('test', 'output', values.output ?? 'text', ['text', 'tap']);
    const tests: SavedTest[] = [];
    for (const file of positionals) tests.push(...readTestFile(file, file === '-' ? await terminal.readStdin() : textOf(file)));
    const loaded = await loadMesh(values, terminal);
    warnOfFindings(loaded, 'en', terminal);
    const results = runTests(loaded.mesh, tests);
    terminal.out(output === 'tap' ? writeTap(results) : writeResults(results));
    return results.some(({ differences }) => differences.length > 0) ? EXIT_FAILED_TESTS : 0;
  },
};

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CommandError([`${file}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}.`], EXIT_USAGE);
  }
}

function readTestFile(file: string, text: string): readonly SavedTest[] {
  const read = readTests(text);
  if (read.ok) return read.tests;
  throw new CommandError(
    read.problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
    EXIT_USAGE,
  );
}

function writeResults(results: readonly TestResult[]): string {
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  const lines = results.flatMap((result) => [
    `${result.differences.length === 0 ? '✓' : '✗'} ${result.name}`,
    ...detailsOf(result).map((line) => `    ${line}`),
  ]);
  return `${[...lines, '', `${results.length - failed} hold, ${failed} do not`].join('\n')}\n`;
}

function writeTap(results: readonly TestResult[]): string {
  const lines = results.flatMap((result, index) => [
    `${result.differences.length === 0 ? 'ok' : 'not ok'} ${index + 1} - ${result.name.replaceAll('#', '\\#')}`,
    ...detailsOf(result).map((line) => `# ${line}`),
  ]);
  return `${['TAP version 14', `1..${results.length}`, ...lines].join('\n')}\n`;
}

function detailsOf({ differences, journey }: TestResult): string[] {
  if (differences.length === 0) return [];
  const lines = differences.map(({ field, expected, actual }) =>
    field === 'from'
      ? `from: nobody is called ${JSON.stringify(expected)}`
      : `${field}: wanted ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
  );
  const { title, reason } = journey === undefined ? { title: '', reason: '' } : describeVerdict(journey.verdict, 'en');
  return journey === undefined ? lines : [...lines, `${title}. ${reason}`];
}
