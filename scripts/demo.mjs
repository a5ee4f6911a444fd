// `npm run demo`: a simulated Bookinfo mesh and the dashboard on it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createGroup, isFree, waitForLine, waitForOk } from './processes.mjs';
import { ensureBuilt, ensureInstalled, fail, root } from './workspace.mjs';

const usage = `npm run demo -- [options]
  --port N             dashboard           (PIDALIO_PORT, default 7600)
  --kube-port N        Kubernetes API      (PIDALIO_KUBE_PORT, default 7601)
  --prometheus-port N  Prometheus API      (PIDALIO_PROMETHEUS_PORT, default 7602)
  --host ADDRESS       address to listen on (PIDALIO_HOST, default 127.0.0.1)
  --scenario NAME      simulated mesh      (PIDALIO_SCENARIO, default bookinfo)
  --seed N             same seed, same traffic (PIDALIO_SEED, default 1)
  --no-build           start what was built before
  --no-open            do not open a browser`;

function readOptions() {
  const text = (value) => ({ type: 'string', ...(value === undefined ? {} : { default: value }) });
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        port: text(process.env.PIDALIO_PORT ?? '7600'),
        'kube-port': text(process.env.PIDALIO_KUBE_PORT ?? '7601'),
        'prometheus-port': text(process.env.PIDALIO_PROMETHEUS_PORT ?? '7602'),
        host: text(process.env.PIDALIO_HOST ?? '127.0.0.1'),
        scenario: text(process.env.PIDALIO_SCENARIO ?? 'bookinfo'),
        seed: text(process.env.PIDALIO_SEED ?? '1'),
        'no-build': { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    fail(`${error.message}\n${usage}`);
  }
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  for (const name of ['port', 'kube-port', 'prometheus-port']) {
    const port = Number(values[name]);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      fail(`--${name} must be a port number between 1 and 65535, not "${values[name]}".`);
  }
  return values;
}

const options = readOptions();
for (const name of ['port', 'kube-port', 'prometheus-port']) {
  if (!(await isFree(Number(options[name]), options.host))) fail(`Port ${options[name]} is in use; choose another with --${name}.`);
}
ensureInstalled();
if (!options['no-build']) await ensureBuilt();

const group = createGroup();
const folder = path.join(root, '.pidalio');
const playground = group.start('The playground', process.execPath, [
  path.join(root, 'apps/playground/dist/playground.mjs'),
  ...[
    '--host',
    options.host,
    '--kube-port',
    options['kube-port'],
    '--prometheus-port',
    options['prometheus-port'],
    '--scenario',
    options.scenario,
    '--seed',
    options.seed,
    '--dir',
    folder,
  ],
]);
await waitForLine(playground, 'Playground is ready');

const kubeconfig = path.join(folder, 'playground.kubeconfig');
const prometheusUrl = `http://127.0.0.1:${options['prometheus-port']}`;
const server = group.start('The server', process.execPath, [
  path.join(root, 'apps/server/dist/server.mjs'),
  ...['--host', options.host, '--port', options.port, '--kubeconfig', kubeconfig, '--prometheus-url', prometheusUrl, '--log-level', 'warn'],
]);
await waitForLine(server, 'Pidalio is listening');
await waitForOk(`http://127.0.0.1:${options.port}/readyz`);

const url = `http://localhost:${options.port}`;
console.log(`
  Dashboard       ${url}
  Kubernetes API  https://127.0.0.1:${options['kube-port']}
  Prometheus API  ${prometheusUrl}
  kubectl         kubectl --kubeconfig ${path.relative(process.cwd(), kubeconfig)} get virtualservices -A

  Stop with Ctrl-C.
`);
console.log(`Pidalio is ready on ${url}`);
if (process.stdout.isTTY && !process.env.CI && !options['no-open']) openBrowser(url);

/** Best effort: a machine without a desktop has no opener, and that is fine. */
function openBrowser(address) {
  const opener =
    { darwin: 'open', win32: 'explorer' }[process.platform] ??
    (process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : undefined);
  if (opener)
    spawn(opener, [address], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
}
