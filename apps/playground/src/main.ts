import { parseOptions } from './options.ts';
import { startPlayground } from './playground.ts';

const options = parseOptions(process.argv.slice(2), process.env);
if ('problem' in options) fail(options.problem);
else await run(options);

async function run(settings: Exclude<typeof options, { problem: string }>): Promise<void> {
  try {
    const playground = await startPlayground(settings);
    const stop = () => void playground.close().then(() => process.exit(0));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    console.log(`Playground is ready: Kubernetes API ${playground.kubeUrl}, Prometheus API ${playground.prometheusUrl}`);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(problem: string): void {
  console.error(`Playground: ${problem}`);
  process.exit(1);
}
