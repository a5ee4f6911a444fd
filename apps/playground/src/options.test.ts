import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('everything has a default', () => {
  expect(parseOptions([], {})).toEqual({
    host: '127.0.0.1',
    advertiseHost: '127.0.0.1',
    kubePort: 7601,
    prometheusPort: 7602,
    scenario: 'bookinfo',
    seed: 1,
    scrapeIntervalMs: 5000,
    historyMs: 1_800_000,
    dir: '.pidalio',
    insecureHttp: false,
  });
});

test('flags win over the environment', () => {
  const options = parseOptions(['--kube-port', '9001', '--scrape-interval=1s', '--insecure-http'], {
    PIDALIO_KUBE_PORT: '9000',
    PIDALIO_SEED: '7',
    PIDALIO_HISTORY: '10m',
  });
  expect(options).toMatchObject({ kubePort: 9001, scrapeIntervalMs: 1000, historyMs: 600_000, insecureHttp: true, seed: 7 });
});

test('a server for everybody is announced under the name it is given', () => {
  expect(parseOptions(['--host', '0.0.0.0', '--advertise-host', 'playground'], {})).toMatchObject({ advertiseHost: 'playground' });
  expect(parseOptions(['--host', '0.0.0.0'], {})).toMatchObject({ advertiseHost: '127.0.0.1' });
});

test.each([
  [['--kube-port', '70000'], '--kube-port: Too big: expected number to be <=65535'],
  [['--kube-port', 'x'], '--kube-port: Invalid input: expected number, received NaN'],
  [['--scenario', 'shop'], '--scenario: Invalid input: expected "bookinfo"'],
  [['--history', '30'], '--history: must be a duration such as 5s or 30m'],
  [['--scrape-interval', '10ms'], '--scrape-interval: must be at least 1s'],
  [['--colour', 'red'], "Unknown option '--colour'"],
])('%j is one clear line', (args, problem) => {
  expect(parseOptions(args, {})).toEqual({ problem });
});
