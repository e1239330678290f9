import { spawn } from 'node:child_process';
import process from 'node:process';

/** How long a child that was asked to stop has before it is made to. */
const GRACE_MS = 5000;

/**
 * @typedef {object} ChildOptions
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {number} timeLimitMs
 * @property {boolean} [isQuiet] true keeps the output for the result instead of showing it
 */

/**
 * @typedef {object} ChildResult
 * @property {number | null} exitCode null if it was killed or could not be started
 * @property {boolean} isTimedOut
 * @property {string} stdout empty unless quiet
 * @property {string} stderr empty unless quiet; the reason, if the command could not be started
 * @property {number} elapsedMs
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a command to its end, within its time limit. Never throws: a command that cannot be started is a result too.
 *
 * @param {ChildOptions} options
 * @returns {Promise<ChildResult>}
 */
export function runChild(options) {
  const startedAt = Date.now();
  const { promise, resolve } = settleable();
  // A group of its own, so that a time-out or Ctrl+C ends what the command has started too.
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: options.isQuiet === true ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  let isTimedOut = false;
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const limit = setTimeout(() => {
    isTimedOut = true;
    stopGroup(child);
  }, options.timeLimitMs);
  /** @param {number | null} exitCode */
  const settle = (exitCode) => {
    clearTimeout(limit);
    running.delete(child);
    resolve({ exitCode, isTimedOut, stdout, stderr, elapsedMs: Date.now() - startedAt });
  };
  child.once('error', (error) => {
    stderr += error.message;
    settle(null);
  });
  child.once('close', settle);
  return promise;
}

/** Ends every command that still runs, and what it has started. For Ctrl+C. */
export function stopAllChildren() {
  for (const child of running) {
    stopGroup(child);
  }
}

/**
 * A promise with its resolver outside; `Promise.withResolvers` is newer than the oldest Node.js that may run this.
 *
 * @returns {{promise: Promise<ChildResult>, resolve: (result: ChildResult) => void}}
 */
function settleable() {
  /** @type {(result: ChildResult) => void} */
  let resolve = () => undefined;
  /** @type {Promise<ChildResult>} */
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** @param {import('node:child_process').ChildProcess} child */
function stopGroup(child) {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS).unref();
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    if (process.platform === 'win32') {
      child.kill(signal);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch {
    // The group has ended by itself in the meantime, which is what was wanted.
  }
}
