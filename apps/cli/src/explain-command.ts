import {
  describeNote,
  describeProblem,
  explainJourney,
  findSender,
  type Locale,
  placeRequest,
  type ReadResult,
  type RequestText,
  readRequest,
  readWorkloads,
  type Sender,
  toTestYaml,
  whatIfs,
} from '@pidalio/explain';
import type { Mesh } from '@pidalio/routing';
import { withCheckedTokens } from './check-tokens.ts';
import { type Command, CommandError, type Terminal } from './command.ts';
import { EXIT, EXIT_USAGE } from './exit-codes.ts';
import { loadMesh, meshHelp, meshOptions } from './load-mesh.ts';
import { oneOf, parseOptions, usageError } from './parse-options.ts';
import type { Told } from './told.ts';
import { warnOfFindings } from './warn-of-findings.ts';
import { writeJson } from './write-json.ts';
import { writeText } from './write-text.ts';

const options = {
  ...meshOptions,
  request: { type: 'string', short: 'r' },
  curl: { type: 'string' },
  log: { type: 'string' },
  header: { type: 'string', short: 'H', multiple: true },
  from: { type: 'string' },
  token: { type: 'string' },
  jwks: { type: 'string' },
  output: { type: 'string', short: 'o' },
  lang: { type: 'string' },
} as const;

const help = `pidalio explain: what Istio will do with a request, and which line decides.

  pidalio explain -f mesh/ --request 'GET reviews:9080/reviews/1 end-user: jason' --from default/productpage
  pidalio explain --curl "curl -H 'end-user: jason' http://reviews:9080/reviews/1"
  kubectl logs deploy/productpage-v1 -c istio-proxy --tail 1 | pidalio explain --log -

The request, one of:
  -r, --request 'METHOD host[:port]/path [name: value …]'
      --curl 'curl …'         a curl command as the shell would run it
      --log 'LINE'            a line of Envoy's access log (Istio's text or JSON format); - reads it from the standard input.
                              A log holds no headers: rules that look at one may match, and both ends are shown.
  -H, --header 'name: value'  one more header; repeat for more
      --token JWT             sent as Authorization: Bearer …
      --jwks FILE             keys for rules that fetch theirs (jwksUri); tokens without known keys count as genuine, and the story says so

Who sends it:
      --from [NAMESPACE/]NAME a workload, or the app label of one. Without it: the caller's address in a log, the gateway that serves
                              the host, or some workload with a sidecar beside the service.

${meshHelp}

What comes out:
  -o, --output text|json|test test is YAML for pidalio test
      --lang en|zh            by default that of the terminal ($LANG)

Exit code: 0 delivered, or answered by a proxy as a rule says · 1 denied by a policy · 2 no route · 3 something unknown of the request
decides · 4 a route that leads nowhere · 64 input that cannot be used · 69 no answer from the cluster. Where several ends are
possible by weight or fault, the likeliest counts.
`;

export const explainCommand: Command = {
  summary: 'what Istio will do with a request, and which line decides',
  help,
  run: async (args, terminal) => {
    const { values, positionals } = parseOptions('explain', args, options);
    if (positionals.length > 0)
      throw usageError('explain', `what is ${positionals[0]} for? Files come with -f, the request with --request`);
    const locale = localeOf(values.lang, terminal);
    const output = oneOf('explain', 'output', values.output ?? 'text', ['text', 'json', 'test']);
    const fromStdin = [values.request, values.curl, values.log, ...(values.filename ?? [])].filter((value) => value === '-');
    if (fromStdin.length > 1) throw usageError('explain', 'only one thing can come from the standard input');
    const text = await readText(values, terminal, locale);
    const loaded = await loadMesh(values, terminal);
    warnOfFindings(loaded, locale, terminal);
    const sender = values.from === undefined ? undefined : senderOf(loaded.mesh, values.from, values.namespace ?? 'default');
    const { request: placed, senderFrom } = placeRequest(loaded.mesh, text, sender);
    const request = await withCheckedTokens(loaded.mesh, placed, values.jwks, Date.now() / 1000);
    for (const note of text.notes) terminal.err(`note: ${describeNote(note, locale)}\n`);
    const journey = explainJourney(loaded.mesh, request);
    if (output === 'test') terminal.out(toTestYaml(request, journey));
    else {
      const story: Told = { ...loaded, locale, journey, whatIfs: whatIfs(loaded.mesh, journey), senderFrom, log: text.log };
      terminal.out(output === 'json' ? writeJson(story) : writeText(story, terminal.color));
    }
    return EXIT[journey.verdict.kind];
  },
};

interface RequestOptions {
  request?: string | undefined;
  curl?: string | undefined;
  log?: string | undefined;
  header?: string[] | undefined;
  token?: string | undefined;
}

async function readText(values: RequestOptions, terminal: Terminal, locale: Locale): Promise<RequestText> {
  const given = [values.request, values.curl, values.log].filter((value) => value !== undefined);
  const [first] = given;
  if (first === undefined || given.length > 1) {
    throw usageError(
      'explain',
      first === undefined ? 'the request is missing: --request, --curl or --log' : 'one of --request, --curl and --log is enough',
    );
  }
  const text = first === '-' ? await terminal.readStdin() : first;
  const token = values.token === undefined ? [] : [`authorization: Bearer ${values.token}`];
  const read = withHeaders(readRequest(text), [...token, ...(values.header ?? [])]);
  if (!read.ok) {
    const line = text.split('\n')[read.problem.line - 1] ?? '';
    // A caret under the place, where the line fits a terminal.
    const shown = line.length > 0 && line.length <= 160 ? [`  ${line}`, `  ${' '.repeat(read.problem.column - 1)}^`] : [];
    throw new CommandError([describeProblem(read.problem, locale), ...shown], EXIT_USAGE);
  }
  return read.request;
}

/** Headers of `-H` stand for those that the text has or does not know. */
function withHeaders(read: ReadResult, lines: readonly string[]): ReadResult {
  if (!read.ok || lines.length === 0) return read;
  const added = readRequest(`GET host/\n${lines.join('\n')}`);
  if (!added.ok) {
    const wrong = lines[added.problem.line - 2] ?? '';
    throw usageError('explain', `-H is 'name: value', not '${wrong}'`);
  }
  return { ok: true, request: { ...read.request, headers: { ...read.request.headers, ...added.request.headers } } };
}

function senderOf(mesh: Mesh, from: string, namespace: string): Sender {
  const [name = '', ...before] = from.split('/').reverse();
  const home = before[0] ?? namespace;
  const sender = findSender(mesh, home, name);
  if (sender !== undefined) return sender;
  const there = readWorkloads(mesh)
    .filter((workload) => workload.namespace === home)
    .map((workload) => workload.name);
  const known = there.length === 0 ? `there is no workload in ${home}` : `in ${home} there is ${there.slice(0, 12).join(', ')}`;
  throw new CommandError([`--from: nobody is called ${home}/${name}; ${known}.`], EXIT_USAGE);
}

function localeOf(lang: string | undefined, { env }: Terminal): Locale {
  if (lang !== undefined) return oneOf('explain', 'lang', lang, ['en', 'zh']);
  return (env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '').startsWith('zh') ? 'zh' : 'en';
}
