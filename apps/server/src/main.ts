import { ConfigError, readConfig } from './config.ts';
import { serve } from './serve.ts';
import { helpText } from './settings.ts';

try {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === null) console.log(helpText());
  else {
    const { address, stop } = await serve(config);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(0)));
    console.log(`Pidalio is listening on ${address}`);
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
