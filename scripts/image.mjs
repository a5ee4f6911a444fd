// Assembles what the container image holds: `node scripts/image.mjs FOLDER`. The Dockerfile runs it, and so does a test.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ensureInstalled, fail, root } from './workspace.mjs';

const [target] = process.argv.slice(2);
if (!target) fail('Say where to put the image: node scripts/image.mjs FOLDER');

ensureInstalled();
await ensureBuilt();
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(path.join(root, 'apps/server/dist/server.mjs'), path.join(target, 'server.mjs'));
cpSync(path.join(root, 'apps/playground/dist/playground.mjs'), path.join(target, 'playground.mjs'));
cpSync(path.join(root, 'apps/web/dist'), path.join(target, 'web'), { recursive: true });
writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name: 'pidalio', type: 'module', private: true }));
