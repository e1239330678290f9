import { readFileSync } from 'node:fs';
import process from 'node:process';
import { runChild } from './child-process.mjs';
import { findAllOnPath, isRunnable } from './find-on-path.mjs';
import { innerEnvironment, PINNED_NODE, ROOT, toolScript } from './repository.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const INSTALL_LIMIT_MS = 10 * 60_000;
const QUESTION_LIMIT_MS = 30_000;

/** What to tell somebody whose machine has no browser. */
export const CHROMIUM_ADVICE =
  'no Chromium: install Chromium or Google Chrome, or set SPILLWAY_CHROMIUM to the path of one';

/**
 * Finds a Chromium, or installs one: Debian's own package where this may be done, else the build that Playwright offers.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} the path of its executable
 */
export async function ensureChromium(env, say) {
  const named = env['SPILLWAY_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (isRunnable(named)) {
      return named;
    }
    say(`SPILLWAY_CHROMIUM is "${named}", which is no program`);
    return undefined;
  }
  const present = presentChromium(env) ?? (await playwrightChromium(env));
  if (present !== undefined) {
    return present;
  }
  if (isDebianRoot()) {
    say('installing Chromium from Debian ...');
    const installed = await installFromDebian(env);
    if (installed !== undefined) {
      return installed;
    }
    say("Debian's package could not be installed");
  }
  say("installing Playwright's Chromium ...");
  await runPlaywright(env, ['install', 'chromium'], INSTALL_LIMIT_MS);
  const downloaded = await playwrightChromium(env);
  if (downloaded === undefined) {
    say("Playwright's Chromium could not be installed");
  }
  return downloaded;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function presentChromium(env) {
  return [...NAMES.flatMap((name) => findAllOnPath(name, env['PATH'])), ...USUAL_PLACES].find(isRunnable);
}

/** @returns {boolean} whether packages of Debian itself can be installed; Ubuntu's one is a snap, which containers lack */
function isDebianRoot() {
  try {
    return process.getuid?.() === 0 && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
async function installFromDebian(env) {
  const steps = [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']];
  for (const args of steps) {
    const result = await runChild({
      command: 'apt-get',
      args: ['--quiet', ...args],
      cwd: ROOT,
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      timeLimitMs: INSTALL_LIMIT_MS,
      isQuiet: true,
    });
    if (result.exitCode !== 0) {
      return undefined;
    }
  }
  return presentChromium(env);
}

/**
 * The Chromium that Playwright has downloaded, if it has, and if it runs: it may lack libraries of the system.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
async function playwrightChromium(env) {
  const question =
    "import { chromium } from 'playwright'; process.stdout.write(chromium.executablePath() ?? '')";
  const answer = await runChild({
    command: PINNED_NODE,
    args: ['--input-type=module', '--eval', question],
    cwd: ROOT,
    env: innerEnvironment(env),
    timeLimitMs: QUESTION_LIMIT_MS,
    isQuiet: true,
  });
  const file = answer.stdout.trim();
  if (answer.exitCode !== 0 || !isRunnable(file)) {
    return undefined;
  }
  const version = await runChild({
    command: file,
    args: ['--version'],
    cwd: ROOT,
    env,
    timeLimitMs: QUESTION_LIMIT_MS,
    isQuiet: true,
  });
  return version.exitCode === 0 ? file : undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} args
 * @param {number} timeLimitMs
 */
function runPlaywright(env, args, timeLimitMs) {
  return runChild({
    command: PINNED_NODE,
    args: [toolScript('playwright'), ...args],
    cwd: ROOT,
    env: innerEnvironment(env),
    timeLimitMs,
    isQuiet: true,
  });
}
