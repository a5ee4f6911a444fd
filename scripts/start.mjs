// `npm start -- …`: the server on a real cluster; every option is the server's own (see --help).
import path from 'node:path';
import { createGroup } from './processes.mjs';
import { ensureBuilt, ensureInstalled, root } from './workspace.mjs';

ensureInstalled();
await ensureBuilt();
createGroup().start('', process.execPath, [path.join(root, 'apps/server/dist/server.mjs'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
