#!/usr/bin/env node
import nodeModule from 'node:module';

// Starts in half the time from the second run on. Node 20 knows nothing of it; and what is to be cached must be
// imported after it.
nodeModule.enableCompileCache?.();
const { runCommandLine } = await import('./command-line.ts');

await runCommandLine(process.argv.slice(2));
