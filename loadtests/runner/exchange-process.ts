import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface RunningExchange {
  readonly url: string;
  readonly adminToken: string;
  /** Ends the process, and waits until it has. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../apps/exchange/src/main.ts', import.meta.url));
/** Quick to start; a script then resets the market to the scenario that it wants. */
const SCENARIO = 'load-test';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const ADDRESS = /\bhttp:\/\/(?:localhost|127\.0\.0\.1):(\d+)/;

/**
 * Starts the real exchange as a process of its own, on a free loopback port, and waits until it says where.
 * @throws {Error} with what it printed, when it ends or says nothing in time.
 */
export async function startExchange(seed: string): Promise<RunningExchange> {
  const adminToken = randomBytes(24).toString('hex');
  const child = spawn(
    process.execPath,
    [
      MAIN,
      '--scenario',
      SCENARIO,
      '--seed',
      seed,
      '--port',
      '0',
      '--host',
      '127.0.0.1',
      '--log-level',
      'warn',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, SPILLWAY_ADMIN_TOKEN: adminToken } },
  );
  const stop = () => stopProcess(child);
  try {
    const port = await readPort(child);
    return { url: `http://127.0.0.1:${port}`, adminToken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string): void =>
      reject(new Error(`the exchange ${what}; it printed: ${output.trim()}`));
    const timer = setTimeout(() => fail(`gave no address within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = ADDRESS.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    };
    child.stdout?.on('data', read);
    // What it complains of later belongs to the report of the load test.
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stderr.write(chunk);
    });
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
