// `npm run build`: bundles web, server and playground into their dist folders.
import { build, ensureInstalled } from './workspace.mjs';

ensureInstalled();
await build();
