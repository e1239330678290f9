import process from 'node:process';
import { CHROMIUM_ADVICE, ensureChromium } from './chromium.mjs';
import { hasDependencies, installDependencies } from './dependencies.mjs';
import { ensureK6, K6_ADVICE } from './k6.mjs';
import { runStage } from './stage-kinds.mjs';
import { STAGES } from './stages.mjs';
import { stopOnSignals } from './stop-signals.mjs';
import { isCiEnvironment, ONE_FAILED, summaryLine, sumOf } from './tally.mjs';
import { readTestArguments, testHelp } from './test-arguments.mjs';

/**
 * `npm test`: sets up what tests need, runs every stage, and closes with one line that counts.
 *
 * @param {readonly string[]} argv what the user added after `npm test --`
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code: 0 if nothing failed, 1 if something did, 2 for a wrong request
 */
export async function test(argv, env) {
  const request = readTestArguments(argv, STAGES);
  if (request.kind === 'help') {
    process.stdout.write(testHelp(STAGES));
    return 0;
  }
  if (request.kind === 'wrong') {
    console.error(request.line);
    return 2;
  }
  stopOnSignals(env);
  if (!hasDependencies()) {
    console.log('Setting up: installing the dependencies and Node.js 24 ...');
    const failure = await installDependencies(env);
    if (failure !== undefined) {
      console.error(`Cannot set up: ${failure}`);
      console.log(summaryLine(ONE_FAILED));
      return 1;
    }
  }
  return runStages(
    STAGES.filter(({ id }) => request.ids.includes(id)),
    env,
  );
}

/**
 * @param {readonly import('./stage-kinds.mjs').Stage[]} stages
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
async function runStages(stages, env) {
  /** @param {'chromium' | 'k6'} need */
  const isNeeded = (need) => stages.some(({ needs }) => needs.includes(need));
  // Both begin at once, and go on beside the first stages.
  const context = {
    env,
    isCi: isCiEnvironment(env),
    chromium: isNeeded('chromium') ? ensureChromium(env, say) : Promise.resolve(undefined),
    k6: isNeeded('k6') ? ensureK6(env, say) : Promise.resolve(undefined),
    say,
  };
  const results = [];
  for (const stage of stages) {
    console.log(`\n=== ${stage.id}: ${stage.title}`);
    const startedAt = Date.now();
    const tally = await runStage(stage, context, { chromium: CHROMIUM_ADVICE, k6: K6_ADVICE });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    results.push({ stage, tally, seconds });
    console.log(`--- ${stage.id}: ${summaryLine(tally)} (${seconds} s)`);
  }
  const total = sumOf(results.map(({ tally }) => tally));
  const width = Math.max(...stages.map(({ id }) => id.length));
  console.log('\n=== all stages');
  for (const { stage, tally, seconds } of results) {
    const mark = tally.failed > 0 ? 'FAILED' : tally.passed > 0 ? 'ok' : 'skipped';
    console.log(
      `${mark.padEnd(8)}${stage.id.padEnd(width)}  ${seconds.padStart(6)} s  ${summaryLine(tally)}`,
    );
  }
  console.log(summaryLine(total));
  return total.failed === 0 ? 0 : 1;
}

/** @param {string} line */
function say(line) {
  console.log(`    ${line}`);
}
