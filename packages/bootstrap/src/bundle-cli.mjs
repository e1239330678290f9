// Run by the pinned Node.js once all is installed: bundles the command line tool into the one file that is named.
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { ROOT } from './repository.mjs';

await build({
  absWorkingDir: ROOT,
  entryPoints: [path.join(ROOT, 'apps/cli/src/main.ts')],
  outfile: process.argv[2] ?? '',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  banner: {
    // Packages in CommonJS ask for Node's own modules with require, which an ES module must make for them.
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
