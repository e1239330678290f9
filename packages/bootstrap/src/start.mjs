// `npm start`. The version is looked at before anything else is loaded, so that an old Node.js gets a sentence, not a stack.
import process from 'node:process';
import { refusalOfNode } from './node-version.mjs';

const refusal = refusalOfNode(process.version);
if (refusal === undefined) {
  const { start } = await import('./start-command.mjs');
  process.exitCode = await start(process.argv.slice(2), process.env);
} else {
  console.error(refusal);
  process.exitCode = 2;
}
