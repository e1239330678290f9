// Prints the path of a Node.js of one major version, such as 22; it is installed from npm, once, if this machine has none.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runChild } from './child-process.mjs';
import { findNode, nodeAt } from './find-node.mjs';
import { majorVersion } from './node-version.mjs';
import { userCache } from './repository.mjs';

const INSTALL_LIMIT_MS = 5 * 60_000;

/**
 * @param {number} major
 * @returns {Promise<import('./find-node.mjs').NodeExecutable | undefined>}
 */
async function ensureNode(major) {
  const folder = path.join(userCache(process.env), 'node', String(major));
  const installed = path.join(
    folder,
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  const found = (await findNode(process.env, (other) => other === major)) ?? (await nodeAt(installed));
  if (found !== undefined) {
    return found;
  }
  mkdirSync(folder, { recursive: true });
  // The package "node" fetches the executable of this platform by an install script, which npm must be allowed to run.
  writeFileSync(
    path.join(folder, 'package.json'),
    `${JSON.stringify({ private: true, allowScripts: { node: true } })}\n`,
  );
  const result = await runChild({
    command: 'npm',
    args: ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${major}`],
    cwd: folder,
    env: { ...process.env, npm_config_update_notifier: 'false' },
    timeLimitMs: INSTALL_LIMIT_MS,
    isQuiet: true,
  });
  if (result.exitCode !== 0) {
    console.error(result.stderr.trim());
  }
  const fresh = await nodeAt(installed);
  return fresh !== undefined && majorVersion(fresh.version) === major ? fresh : undefined;
}

const wanted = Number(process.argv[2]);
if (!Number.isSafeInteger(wanted) || wanted < 22) {
  console.error(`expected a major version from 22 up, which runs TypeScript, got "${process.argv[2]}"`);
  process.exitCode = 2;
} else {
  const node = await ensureNode(wanted);
  if (node === undefined) {
    console.error(`there is no Node.js ${wanted} on the path, and npm could not install one`);
    process.exitCode = 1;
  } else {
    process.stdout.write(`${node.file}\n`);
  }
}
