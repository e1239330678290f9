import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../exchange/src/main.ts', import.meta.url));
const START_LIMIT_MS = 40_000;
const STOP_LIMIT_MS = 5_000;

export interface ExchangeProcess {
  /** Where the console is, without the right to control the run. */
  readonly watchUrl: string;
  /** The same with the token in the fragment. */
  readonly controlUrl: string;
  readonly port: number;
  /** Ends it at once, as a crash would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts the real exchange with these flags and waits until it says where it is. */
export async function startExchangeProcess(
  flags: readonly string[],
  adminToken?: string,
): Promise<ExchangeProcess> {
  const environment =
    adminToken === undefined ? process.env : { ...process.env, SPILLWAY_ADMIN_TOKEN: adminToken };
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...flags], { env: environment });
  const words = await wordsWithAddress(child);
  const controlUrl = /control\s+(\S+)/.exec(words)?.[1] ?? '';
  const { origin, port } = new URL(controlUrl);
  return { watchUrl: origin, controlUrl, port: Number(port), kill: () => killChild(child) };
}

/** Everything the process has printed until its address was there. */
function wordsWithAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = '';
    const giveUp = (reason: string) => {
      child.kill('SIGKILL');
      reject(new Error(`the exchange ${reason}; it said:\n${words}`));
    };
    const timer = setTimeout(() => giveUp(`gave no address within ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    child.once('exit', (code) => giveUp(`ended with exit code ${code}`));
    const read = (piece: Buffer) => {
      words += piece.toString();
      if (!/control\s+\S+\s/.test(words)) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(words);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}

function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the exchange did not end')), STOP_LIMIT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGKILL');
  });
}
