import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('readConfig', () => {
  test('has defaults for everything', () => {
    expect(readConfig([], {})).toMatchObject({
      port: 7600,
      host: '127.0.0.1',
      loopback: true,
      basePath: '',
      readOnly: false,
      namespaces: [],
      istioNamespace: 'istio-system',
      recordsNamespace: 'pidalio',
      propagationPause: 2000,
      prometheusTimeout: 10_000,
      prometheusHeader: {},
      webRoot: expect.stringMatching(/web\/dist$/),
    });
  });

  test.each([
    ['flags win over the environment', ['--port', '81'], { PIDALIO_PORT: '82' }, { port: 81 }],
    ['the environment speaks where no flag does', [], { PIDALIO_PORT: '82', PIDALIO_READ_ONLY: 'true' }, { port: 82, readOnly: true }],
    ['lists are split', ['--namespaces', 'a, b'], {}, { namespaces: ['a', 'b'] }],
    ['a base path loses its last slash', ['--base-path', '/mesh/'], {}, { basePath: '/mesh' }],
    [
      'headers may come several times',
      ['--prometheus-header', 'A: 1', '--prometheus-header', 'B: x:y'],
      {},
      { prometheusHeader: { A: '1', B: 'x:y' } },
    ],
    [
      'durations have units',
      ['--propagation-pause', '500ms', '--prometheus-timeout', '1m'],
      {},
      { propagationPause: 500, prometheusTimeout: 60_000 },
    ],
    ['every address is not loopback', ['--host', '0.0.0.0'], {}, { loopback: false }],
  ])('%s', (_, argv, env, expected) => {
    expect(readConfig(argv, env)).toMatchObject(expected);
  });

  test.each([
    [['--port', 'many'], {}, '--port must be a port number'],
    [[], { PIDALIO_PORT: '99999' }, 'PIDALIO_PORT must be a port number'],
    [['--namespaces', 'a,B_'], {}, '--namespaces must be names of namespaces'],
    [['--base-path', 'mesh'], {}, '--base-path must be a path like /pidalio'],
    [['--prometheus-url', 'prometheus:9090'], {}, '--prometheus-url must be an address'],
    [['--prometheus-timeout', '10'], {}, '--prometheus-timeout must be a duration'],
    [['--prometheus-matchers', 'cluster='], {}, '--prometheus-matchers must be label matchers'],
    [['--prometheus-header', 'no colon'], {}, '--prometheus-header must be like'],
    [['--log-level', 'loud'], {}, '--log-level must be one of'],
    [['--kubeconfig', '/nowhere'], {}, '--kubeconfig: /nowhere cannot be read (ENOENT)'],
    [['--no-such'], {}, "Unknown option '--no-such'"],
  ])('%j is refused in one line that names the setting', (argv, env, words) => {
    const read = () => readConfig(argv, env);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(words);
    expect(read).not.toThrow(/\n/);
  });

  test('asks for nothing when help is wanted', () => {
    expect(readConfig(['--help'], {})).toBeNull();
  });
});
