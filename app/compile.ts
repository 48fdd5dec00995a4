import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Has Node compile what a start reads, as the installation and the image do, so that no start needs the compiler of
 * TypeScript: 18 MB for good, and a tenth of a second. What is kept is of use to a start with the same flags.
 */
const { NODE_COMPILE_CACHE } = process.env;
// Without any settings it is read, and refuses to start.
spawnSync(process.execPath, [...process.execArgv, fileURLToPath(new URL('./main.ts', import.meta.url))], {
  env: { NODE_COMPILE_CACHE },
});
await Promise.all([
  import('./start.ts'),
  import('./wiring.ts'),
  import('./social/social.ts'),
  import('@azure/identity'),
]);
