// `npm run dev`: playground, server (restarts on change) and Vite with hot reload, from sources.
import path from 'node:path';
import { createGroup, waitForLine } from './processes.mjs';
import { bin, ensureInstalled, root } from './workspace.mjs';

ensureInstalled();
const group = createGroup();
const tsx = bin('tsx');
const folder = path.join(root, '.pidalio');
const playground = group.start('The playground', tsx, [path.join(root, 'apps/playground/src/main.ts'), '--dir', folder]);
await waitForLine(playground, 'Playground is ready');
const serverArgs = [
  '--kubeconfig',
  path.join(folder, 'playground.kubeconfig'),
  '--prometheus-url',
  'http://127.0.0.1:7602',
  '--allowed-hosts',
  'localhost:5173',
];
group.start('The server', tsx, ['watch', '--clear-screen=false', path.join(root, 'apps/server/src/main.ts'), ...serverArgs], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
group.start('Vite', bin('vite', path.join(root, 'apps/web')), ['--port', '5173', '--strictPort'], {
  cwd: path.join(root, 'apps/web'),
  stdio: ['ignore', 'inherit', 'inherit'],
});
console.log('The dashboard with hot reload: http://localhost:5173');
