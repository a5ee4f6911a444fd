import path from 'node:path';
import { z } from 'zod';
import { matchersError } from './metrics/with-matchers.ts';

/** One setting: `--kebab-case VALUE` or the environment variable `PIDALIO_KEBAB_CASE`. */
interface Setting<T extends z.ZodType> {
  schema: T;
  help: string;
  /** Word for the value in --help; a setting without one is a switch. */
  value?: string;
  repeatable?: boolean;
}

function setting<T extends z.ZodType>(definition: Setting<T>): Setting<T> {
  return definition;
}

const optionalText = z.string().min(1, 'must not be empty').optional();
const optionalFile = optionalText.transform((file) => (file === undefined ? undefined : path.resolve(file)));
const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')])
  .default(false);
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const namespaceName = (fallback: string) => z.string().regex(dnsLabel, 'must be the name of a namespace').default(fallback);
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** `500ms`, `2s`, `1m` → milliseconds. */
function duration(fallback: string, maxMs: number) {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
      const ms = Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
      if (ms >= 0 && ms <= maxMs) return ms;
      context.addIssue({ code: 'custom', message: `must be a duration like 500ms, 2s or 1m, at most ${maxMs / 1000} s` });
      return z.NEVER;
    });
}

export const settings = {
  port: setting({
    schema: z.coerce
      .number('must be a port number between 0 and 65535')
      .int('must be a port number between 0 and 65535')
      .min(0, 'must be a port number between 0 and 65535')
      .max(65_535, 'must be a port number between 0 and 65535')
      .default(7600),
    value: 'N',
    help: 'port to listen on (default 7600)',
  }),
  host: setting({
    schema: z.string().min(1, 'must not be empty').default('127.0.0.1'),
    value: 'ADDRESS',
    help: 'address to listen on (default 127.0.0.1)',
  }),
  'base-path': setting({
    schema: z
      .string()
      .default('')
      .refine((text) => text === '' || /^(\/[\w.~-]+)*\/?$/.test(text), 'must be a path like /pidalio')
      .transform((text) => text.replace(/\/+$/, '')),
    value: 'PATH',
    help: 'path the dashboard is served under, e.g. /pidalio',
  }),
  'allowed-hosts': setting({
    schema: list,
    value: 'A,B',
    help: 'names, with or without port, under which the dashboard may be opened besides localhost',
  }),
  'web-root': setting({ schema: optionalFile, value: 'DIR', help: 'folder of the built web pages' }),
  'read-only': setting({ schema: flag, help: 'never write to the cluster' }),
  'allow-anonymous-writes': setting({ schema: flag, help: 'let everybody who reaches the port write, also when not on loopback' }),

  kubeconfig: setting({ schema: optionalFile, value: 'FILE', help: 'kubeconfig (default: as kubectl, or the service account in a pod)' }),
  context: setting({ schema: optionalText, value: 'NAME', help: 'context of the kubeconfig' }),
  namespaces: setting({
    schema: list.refine((names) => names.every((name) => dnsLabel.test(name)), 'must be names of namespaces, separated by commas'),
    value: 'A,B',
    help: 'look at these namespaces only; needs no cluster-wide rights',
  }),
  'istio-namespace': setting({ schema: namespaceName('istio-system'), value: 'NAME', help: 'namespace of istiod (default istio-system)' }),
  revision: setting({ schema: optionalText, value: 'NAME', help: 'Istio revision; names the ConfigMap istio-<revision>' }),
  'records-namespace': setting({
    schema: namespaceName('pidalio'),
    value: 'NAME',
    help: 'where records of changes are kept (default pidalio)',
  }),
  'propagation-pause': setting({
    schema: duration('2s', 60_000),
    value: 'DURATION',
    help: 'wait between new subsets and the routes that use them (default 2s)',
  }),

  'prometheus-url': setting({
    schema: z
      .string()
      .default('http://prometheus.istio-system:9090')
      .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an address like http://prometheus.istio-system:9090'),
    value: 'URL',
    help: 'Prometheus or what speaks its API (default http://prometheus.istio-system:9090)',
  }),
  'prometheus-bearer-token-file': setting({ schema: optionalFile, value: 'FILE', help: 'token, read again for each request' }),
  'prometheus-basic-auth-file': setting({ schema: optionalFile, value: 'FILE', help: 'holds user:password' }),
  'prometheus-ca-file': setting({ schema: optionalFile, value: 'FILE', help: 'certificate authority of Prometheus' }),
  'prometheus-header': setting({
    schema: z
      .array(z.string().regex(/^[\w-]+:\s*\S/, 'must be like "X-Scope-OrgID: team-a"'))
      .default([])
      .transform((lines) =>
        Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()])),
      ),
    value: '"NAME: VALUE"',
    repeatable: true,
    help: 'header sent with each query; may be given several times',
  }),
  'prometheus-timeout': setting({ schema: duration('10s', 300_000), value: 'DURATION', help: 'longest wait for an answer (default 10s)' }),
  'prometheus-matchers': setting({
    schema: optionalText.refine((text) => matchersError(text ?? '') === null, 'must be label matchers like cluster="eu",env=~"a|b"'),
    value: 'MATCHERS',
    help: 'added to each selector of each query, e.g. cluster="eu"',
  }),

  'log-level': setting({
    schema: z.enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be one of silent, error, warn, info, debug').default('info'),
    value: 'LEVEL',
    help: 'silent, error, warn, info or debug (default info)',
  }),
};

export function helpText(): string {
  const rows = Object.entries(settings).map(([name, { value, help }]): [string, string] => [
    `  --${name}${value ? ` ${value}` : ''}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const lines = rows.map(([left, right]) => `${left.padEnd(width)}${right}`);
  return `Usage: pidalio [options]\n\n${lines.join('\n')}\n\nEach option can also be set as an environment variable: --base-path is PIDALIO_BASE_PATH.\n`;
}
