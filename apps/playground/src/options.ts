import { parseArgs } from 'node:util';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const flag = z.enum(['', 'true', 'false', '1', '0']).transform((value) => value !== 'false' && value !== '0');

/** Every setting: a flag, or the environment variable `PIDALIO_` and the flag's name in capitals. */
const settings = {
  host: z.string().min(1).default('127.0.0.1'),
  'advertise-host': z.string().min(1).optional(),
  'kube-port': port.default(7601),
  'prometheus-port': port.default(7602),
  scenario: z.enum(['bookinfo']).default('bookinfo'),
  seed: z.coerce.number().int().default(1),
  'scrape-interval': duration().pipe(z.number().min(1000, 'must be at least 1s')).default(5000),
  history: duration()
    .pipe(z.number().max(6 * 3_600_000, 'must be at most 6h'))
    .default(30 * 60_000),
  dir: z.string().min(1).default('.pidalio'),
  'insecure-http': flag.default(false),
};

const schema = z.strictObject(settings).transform((values) => ({
  host: values.host,
  /** Name under which other machines reach the APIs; in the kubeconfig and the certificate. */
  advertiseHost: values['advertise-host'] ?? (isAnyAddress(values.host) ? '127.0.0.1' : values.host),
  kubePort: values['kube-port'],
  prometheusPort: values['prometheus-port'],
  scenario: values.scenario,
  seed: values.seed,
  scrapeIntervalMs: values['scrape-interval'],
  historyMs: values.history,
  dir: values.dir,
  insecureHttp: values['insecure-http'],
}));

export type PlaygroundOptions = z.output<typeof schema>;

/** Either the options or one line that names the setting and what is wrong with it. */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PlaygroundOptions | { problem: string } {
  const flags = readFlags(args);
  if ('problem' in flags) return flags;
  const parsed = schema.safeParse({ ...fromEnvironment(environment), ...flags.values });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `--${issue?.path.join('.')}: ${issue?.message}` };
}

function readFlags(args: readonly string[]): { values: Record<string, unknown> } | { problem: string } {
  const options = Object.fromEntries(
    Object.keys(settings).map((name) => [name, { type: name === 'insecure-http' ? 'boolean' : 'string' } as const]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error) };
  }
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(settings).flatMap((name) => {
      const value = environment[`PIDALIO_${name.replaceAll('-', '_').toUpperCase()}`];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** `500ms`, `5s`, `30m` or `2h`, in milliseconds. */
function duration() {
  const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return z
    .string()
    .regex(/^\d+(ms|s|m|h)$/, 'must be a duration such as 5s or 30m')
    .transform((text) => Number.parseInt(text, 10) * (unitMs[text.replace(/^\d+/, '')] ?? 1));
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
