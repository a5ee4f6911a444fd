// `npm run build`: bundles web, server, playground and command into their dist folders.
import { build, ensureInstalled } from './workspace.mjs';

ensureInstalled();
await build();
