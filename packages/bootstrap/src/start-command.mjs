import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { consoleState, ensureConsole } from './console-build.mjs';
import { hasDependencies, installDependencies } from './dependencies.mjs';
import { portTrouble } from './port.mjs';
import { CLONE_CACHE, innerEnvironment, PINNED_NODE, ROOT } from './repository.mjs';
import { readStartArguments, START_HELP } from './start-arguments.mjs';
import { stopOnSignals } from './stop-signals.mjs';

/** Ctrl+C on a terminal reaches the exchange by itself; it is told once more only if it seems not to have heard. */
const FORWARD_AFTER_MS = 500;

/**
 * `npm start`: sets up what is missing, then runs the exchange until it is stopped.
 *
 * @param {readonly string[]} argv what the user added after `npm start --`
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code: 0 after a clean stop, 1 if the set-up failed, 2 for a wrong request
 */
export async function start(argv, env) {
  const request = readStartArguments(argv, env);
  if (request.kind === 'help') {
    process.stdout.write(START_HELP);
    return 0;
  }
  if (request.kind === 'wrong') {
    console.error(request.line);
    return 2;
  }
  const trouble = request.port === 0 ? undefined : await portTrouble(request.host, request.port);
  if (trouble !== undefined) {
    console.error(refusalOfPort(request, trouble));
    return 2;
  }
  const releaseSignals = stopOnSignals(env);
  const failure = await setUp(env);
  if (failure !== undefined) {
    console.error(failure);
    return 1;
  }
  releaseSignals();
  return runExchange(request.exchangeArguments, env);
}

/**
 * @param {{host: string, port: number}} request
 * @param {string} trouble an error code of the system
 * @returns {string} one line
 */
export function refusalOfPort(request, trouble) {
  const another = request.port === 65_535 ? 65_534 : request.port + 1;
  if (trouble === 'EADDRINUSE') {
    return `Port ${request.port} is in use. Stop the program that uses it, or take another port: npm start -- --port ${another}`;
  }
  return `Cannot listen on ${request.host} port ${request.port} (${trouble}). Take another port or address: npm start -- --help`;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} what went wrong
 */
async function setUp(env) {
  if (!hasDependencies()) {
    console.log('Setting up: installing the dependencies and Node.js 24 (once; a minute or so) ...');
    const failure = await installDependencies(env);
    if (failure !== undefined) {
      return `Cannot set up: ${failure}`;
    }
  }
  if (!consoleState().isCurrent) {
    console.log(
      'Setting up: building the console (once, and again when it changes; half a minute or so) ...',
    );
    const { trouble } = await ensureConsole(env, true);
    if (trouble !== undefined) {
      return `Cannot set up: ${trouble}`;
    }
  }
  return undefined;
}

/**
 * Hands over to the exchange, and stays only to pass on signals.
 *
 * @param {readonly string[]} exchangeArguments
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function runExchange(exchangeArguments, env) {
  return new Promise((resolve) => {
    const exchange = spawn(
      PINNED_NODE,
      [path.join(ROOT, 'apps/exchange/src/main.ts'), ...exchangeArguments],
      {
        cwd: ROOT,
        // Compiled code is kept: the second start does not parse the same modules again.
        env: { ...innerEnvironment(env), NODE_COMPILE_CACHE: path.join(CLONE_CACHE, 'compile-cache') },
        stdio: 'inherit',
      },
    );
    let isStopping = false;
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      const isRepeated = isStopping;
      isStopping = true;
      setTimeout(() => exchange.kill(signal), isRepeated ? 0 : FORWARD_AFTER_MS).unref();
    };
    process.on('SIGINT', pass).on('SIGTERM', pass);
    exchange.once('error', (error) => {
      console.error(`Cannot start the exchange: ${error.message}`);
      resolve(1);
    });
    exchange.once('exit', (code) => resolve(isStopping && code === null ? 0 : (code ?? 1)));
  });
}
