import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChild } from './child-process.mjs';
import { innerEnvironment, PINNED_NODE, ROOT, toolScript } from './repository.mjs';
import { ONE_FAILED, ONE_PASSED, tallyOfMissing, tallyOfVitest } from './tally.mjs';

/**
 * @typedef {object} StageContext
 * @property {NodeJS.ProcessEnv} env of the user
 * @property {boolean} isCi
 * @property {Promise<string | undefined>} chromium path of the executable, once there is one
 * @property {Promise<string | undefined>} k6
 * @property {(line: string) => void} say
 */

/**
 * @typedef {object} Stage
 * @property {string} id what `--only` calls it
 * @property {string} title
 * @property {readonly ('chromium' | 'k6')[]} needs
 * @property {(context: StageContext) => Promise<import('./tally.mjs').Tally>} run
 */

/**
 * A stage that runs one tool of an installed package, and passes if the tool does.
 *
 * @param {{id: string, title: string, packageName: string, args: readonly string[], timeLimitMs: number}} options
 * @returns {Stage}
 */
export function toolStage({ id, title, packageName, args, timeLimitMs }) {
  return {
    id,
    title,
    needs: [],
    run: async (context) => {
      const result = await runChild({
        command: PINNED_NODE,
        args: [toolScript(packageName), ...args],
        cwd: ROOT,
        env: innerEnvironment(context.env),
        timeLimitMs,
      });
      return verdictOf(result, context);
    },
  };
}

/**
 * A stage that runs Vitest, and adds the number of its tests to the count.
 *
 * @param {{id: string, title: string, config: string, needsChromium: boolean, timeLimitMs: number}} options config is
 *   relative to the root
 * @returns {Stage}
 */
export function vitestStage({ id, title, config, needsChromium, timeLimitMs }) {
  return {
    id,
    title,
    needs: needsChromium ? ['chromium'] : [],
    run: async (context) => {
      const chromium = needsChromium ? await context.chromium : undefined;
      const folder = mkdtempSync(path.join(tmpdir(), 'spillway-vitest-'));
      const reportFile = path.join(folder, 'report.json');
      try {
        const result = await runChild({
          command: PINNED_NODE,
          args: [
            toolScript('vitest'),
            'run',
            `--config=${config}`,
            '--reporter=default',
            '--reporter=json',
            `--outputFile.json=${reportFile}`,
          ],
          cwd: ROOT,
          env: {
            ...innerEnvironment(context.env),
            ...(chromium === undefined ? {} : { SPILLWAY_CHROMIUM: chromium }),
          },
          timeLimitMs,
        });
        if (result.isTimedOut) {
          return verdictOf(result, context);
        }
        return tallyOfVitest(JSON.parse(readFileSync(reportFile, 'utf8')), result.exitCode);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * A stage that drives the exchange with k6.
 *
 * @param {{id: string, title: string, script: string, timeLimitMs: number}} options script is a name that
 *   `loadtests/run.ts` knows
 * @returns {Stage}
 */
export function k6Stage({ id, title, script, timeLimitMs }) {
  return {
    id,
    title,
    needs: ['k6'],
    run: async (context) => {
      const result = await runChild({
        command: PINNED_NODE,
        args: [path.join(ROOT, 'loadtests/run.ts'), script],
        cwd: ROOT,
        env: { ...innerEnvironment(context.env), SPILLWAY_K6: await context.k6 },
        timeLimitMs,
      });
      return verdictOf(result, context);
    },
  };
}

/**
 * Runs a stage, or says what it lacks. A stage that throws has failed; the ones after it still run.
 *
 * @param {Stage} stage
 * @param {StageContext} context
 * @param {Readonly<Record<'chromium' | 'k6', string>>} advice what to say of something that cannot be had
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
export async function runStage(stage, context, advice) {
  for (const need of stage.needs) {
    if ((await context[need]) === undefined) {
      context.say(`${context.isCi ? 'cannot run' : 'skipped'}: ${advice[need]}`);
      return tallyOfMissing(context.isCi);
    }
  }
  try {
    return await stage.run(context);
  } catch (error) {
    context.say(error instanceof Error ? error.message : String(error));
    return ONE_FAILED;
  }
}

/**
 * @param {import('./child-process.mjs').ChildResult} result
 * @param {StageContext} context
 * @returns {import('./tally.mjs').Tally}
 */
function verdictOf(result, context) {
  if (result.isTimedOut) {
    context.say(`stopped: not done within ${Math.round(result.elapsedMs / 1000)} s`);
  }
  if (result.stderr !== '') {
    context.say(result.stderr);
  }
  return result.exitCode === 0 && !result.isTimedOut ? ONE_PASSED : ONE_FAILED;
}
