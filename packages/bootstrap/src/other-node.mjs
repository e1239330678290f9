import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChild } from './child-process.mjs';
import { findNode, nodeAt } from './find-node.mjs';
import { majorVersion } from './node-version.mjs';
import { innerEnvironment, PINNED_NODE, ROOT } from './repository.mjs';
import { ONE_FAILED, ONE_PASSED, tallyOfMissing } from './tally.mjs';

const BUNDLE_LIMIT_MS = 60_000;
const RUN_LIMIT_MS = 5 * 60_000;
const SCENARIO_FILE = path.join(ROOT, 'packages/scenarios/catalogue/october-2025.yaml');
const SEED = '42';

/**
 * A result that holds on one Node.js alone is not reproducible: the same run, bundled into one file that any of them can
 * read, is made by the pinned Node.js and by another major version, and must end in the same state.
 *
 * @type {import('./stage-kinds.mjs').Stage}
 */
export const otherNodeStage = {
  id: 'node-majors',
  title: 'the same run on two major versions of Node.js ends in the same state',
  needs: [],
  run: async (context) => {
    const pinned = await nodeAt(PINNED_NODE);
    const other =
      pinned === undefined
        ? undefined
        : await findNode(context.env, (major) => major !== majorVersion(pinned.version));
    if (pinned === undefined || other === undefined) {
      context.say(
        `${context.isCi ? 'cannot run' : 'skipped'}: no Node.js of another major version on the path beside ${pinned?.version}; install one, for example 22`,
      );
      return tallyOfMissing(context.isCi);
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'spillway-node-majors-'));
    try {
      const bundle = await bundleCli(context, folder);
      const hashes = [];
      for (const node of [pinned, other]) {
        const hash = await stateHashUnder(node, bundle, context);
        context.say(`${node.version}: ${hash}`);
        hashes.push(hash);
      }
      return hashes[0] === hashes[1] ? ONE_PASSED : ONE_FAILED;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/**
 * @param {import('./stage-kinds.mjs').StageContext} context
 * @param {string} folder
 * @returns {Promise<string>} path of the bundle
 */
async function bundleCli(context, folder) {
  const bundle = path.join(folder, 'spillway.mjs');
  const result = await runChild({
    command: PINNED_NODE,
    args: [path.join(ROOT, 'packages/bootstrap/src/bundle-cli.mjs'), bundle],
    cwd: ROOT,
    env: innerEnvironment(context.env),
    timeLimitMs: BUNDLE_LIMIT_MS,
    isQuiet: true,
  });
  if (result.exitCode !== 0) {
    throw new Error(`the command line tool could not be bundled: ${result.stderr}`);
  }
  return bundle;
}

/**
 * @param {import('./find-node.mjs').NodeExecutable} node
 * @param {string} bundle
 * @param {import('./stage-kinds.mjs').StageContext} context
 * @returns {Promise<string>}
 */
async function stateHashUnder(node, bundle, context) {
  const result = await runChild({
    command: node.file,
    args: [bundle, 'run', SCENARIO_FILE, '--seed', SEED, '--no-out', '--json'],
    cwd: path.dirname(bundle),
    env: { PATH: context.env['PATH'] ?? '' },
    timeLimitMs: RUN_LIMIT_MS,
    isQuiet: true,
  });
  if (result.exitCode !== 0) {
    throw new Error(`the run under ${node.version} failed: ${result.stderr.trim()}`);
  }
  const { stateHash } = JSON.parse(result.stdout);
  if (typeof stateHash !== 'string' || stateHash === '') {
    throw new Error(`the run under ${node.version} stated no state hash`);
  }
  return stateHash;
}
