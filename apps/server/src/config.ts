import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { settings } from './settings.ts';

type Settings = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> };
type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : S;

/** Everything the server was told at its start, checked once. */
export type Config = { [K in keyof Settings as CamelCase<K>]: Settings[K] } & {
  /** The folder of the web pages, given or beside the bundle. */
  webRoot: string;
  /** Whether only this machine can reach the port. */
  loopback: boolean;
};

/** A value that cannot be used, in one line that names the setting. */
export class ConfigError extends Error {}

/** Flags win over the environment. Throws a ConfigError; null when help was asked for. */
export function readConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Config | null {
  const flags = readFlags(argv);
  if (flags.help === true) return null;
  const values: Record<string, unknown> = {};
  for (const [name, { schema, repeatable }] of Object.entries(settings)) {
    const variable = `PIDALIO_${name.replaceAll('-', '_').toUpperCase()}`;
    const fromEnv = env[variable] === '' ? undefined : env[variable];
    const raw = flags[name] ?? (repeatable && fromEnv !== undefined ? fromEnv.split('\n') : fromEnv);
    const parsed = (schema as z.ZodType).safeParse(raw);
    if (!parsed.success) {
      const where = flags[name] === undefined ? variable : `--${name}`;
      throw new ConfigError(`${where} ${parsed.error.issues[0]?.message ?? 'is not usable'}, not "${String(raw)}".`);
    }
    values[camelCase(name)] = parsed.data;
  }
  const config = values as Config;
  checkFiles(config);
  return { ...config, webRoot: config.webRoot ?? defaultWebRoot(), loopback: isLoopback(config.host) };
}

function readFlags(argv: readonly string[]): Record<string, string | boolean | string[] | undefined> {
  const options = Object.entries(settings).map(([name, { value, repeatable }]) => [
    name,
    { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(repeatable ? { multiple: true } : {}) },
  ]);
  try {
    const { values } = parseArgs({ args: [...argv], options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } } });
    return values as Record<string, string | boolean | string[] | undefined>;
  } catch (error) {
    throw new ConfigError(`${(error instanceof Error ? error.message : String(error)).split('. ')[0]}. See --help.`);
  }
}

/** A file that is not there is found out now, not at the first query. */
function checkFiles(config: Config): void {
  const files = {
    kubeconfig: config.kubeconfig,
    'prometheus-bearer-token-file': config.prometheusBearerTokenFile,
    'prometheus-basic-auth-file': config.prometheusBasicAuthFile,
    'prometheus-ca-file': config.prometheusCaFile,
  };
  for (const [name, file] of Object.entries(files)) {
    if (file === undefined) continue;
    try {
      readFileSync(file);
    } catch (error) {
      throw new ConfigError(
        `--${name}: ${file} cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}).`,
      );
    }
  }
  if (config.prometheusBearerTokenFile !== undefined && config.prometheusBasicAuthFile !== undefined)
    throw new ConfigError('--prometheus-bearer-token-file and --prometheus-basic-auth-file cannot be given together.');
}

/** Beside the bundle (`apps/server/dist`) or the sources (`apps/server/src`) the same way leads to `apps/web/dist`. */
function defaultWebRoot(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, 'web');
  return existsSync(beside) ? beside : path.resolve(here, '../../web/dist');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
