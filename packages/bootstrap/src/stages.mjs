import { ensureConsole } from './console-build.mjs';
import { otherNodeStage } from './other-node.mjs';
import { k6Stage, toolStage, vitestStage } from './stage-kinds.mjs';
import { ONE_FAILED, ONE_PASSED } from './tally.mjs';

const MINUTE_MS = 60_000;

/** @type {import('./stage-kinds.mjs').Stage} */
const consoleStage = {
  id: 'console',
  title: 'the console can be built',
  needs: [],
  run: async (context) => {
    const { isBuilt, trouble } = await ensureConsole(context.env, false);
    if (trouble !== undefined) {
      context.say(trouble);
      return ONE_FAILED;
    }
    context.say(isBuilt ? 'built' : 'already built from the same inputs');
    return ONE_PASSED;
  },
};

/**
 * All that `npm test` does, in this order: the quick ones first, and the build of the console before what needs it.
 *
 * @type {readonly import('./stage-kinds.mjs').Stage[]}
 */
export const STAGES = [
  toolStage({
    id: 'lint',
    title: 'format and lint',
    packageName: '@biomejs/biome',
    args: ['check', '--error-on-warnings', '.'],
    timeLimitMs: 2 * MINUTE_MS,
  }),
  toolStage({
    id: 'types',
    title: 'types of every package',
    packageName: 'turbo',
    args: ['run', 'typecheck', '--continue', '--output-logs=errors-only'],
    timeLimitMs: 5 * MINUTE_MS,
  }),
  toolStage({
    id: 'boundaries',
    title: 'which package may depend on which',
    packageName: 'turbo',
    args: ['boundaries'],
    timeLimitMs: MINUTE_MS,
  }),
  toolStage({
    id: 'workspace',
    title: 'one version of each dependency, tidy package files',
    packageName: 'sherif',
    args: ['--fail-on-warnings'],
    timeLimitMs: MINUTE_MS,
  }),
  toolStage({
    id: 'unused',
    title: 'no unused file, export or dependency',
    packageName: 'knip',
    args: ['--no-progress', '--treat-config-hints-as-errors'],
    timeLimitMs: 2 * MINUTE_MS,
  }),
  vitestStage({
    id: 'unit',
    title: 'unit and property tests',
    config: 'vitest.config.ts',
    needsChromium: false,
    timeLimitMs: 15 * MINUTE_MS,
  }),
  consoleStage,
  vitestStage({
    id: 'acceptance',
    title: 'npm start as a user meets it, and every command in the documentation',
    config: 'packages/repo-checks/vitest.acceptance.config.ts',
    needsChromium: false,
    timeLimitMs: 15 * MINUTE_MS,
  }),
  vitestStage({
    id: 'e2e',
    title: 'the console in a real browser, against the real exchange',
    config: 'apps/console/vitest.e2e.config.ts',
    needsChromium: true,
    timeLimitMs: 15 * MINUTE_MS,
  }),
  k6Stage({
    id: 'k6-protocol',
    title: 'the Socket.IO client of the load tests, inside k6',
    script: 'protocol',
    timeLimitMs: 3 * MINUTE_MS,
  }),
  k6Stage({
    id: 'k6-smoke',
    title: 'k6 trades through the exchange',
    script: 'smoke',
    timeLimitMs: 3 * MINUTE_MS,
  }),
  k6Stage({
    id: 'k6-selloff',
    title: 'k6 is liquidated in a selloff, and counts what the server counts',
    script: 'selloff',
    timeLimitMs: 5 * MINUTE_MS,
  }),
  otherNodeStage,
];
