// `npm start -- …`: the server on a real cluster; every option is the server's own (see --help).
import path from 'node:path';
import { ensureBuilt, ensureInstalled, root, run } from './workspace.mjs';

ensureInstalled();
await ensureBuilt();
// The server itself handles the signals; this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
process.exit(await run(process.execPath, [path.join(root, 'apps/server/dist/server.mjs'), ...process.argv.slice(2)]));
