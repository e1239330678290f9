import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./exchange-child.ts', import.meta.url));
/** Starting includes doing the whole run again. */
const START_TIMEOUT_MS = 60_000;

export interface ChildOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly adminToken: string;
  readonly acknowledging: 'durable' | 'early';
}

/** An exchange in a process of its own, to be killed. */
export class ExchangeProcess {
  readonly #child: ChildProcess;
  #errors = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
  }

  /** Starts it, and waits until it listens. */
  static async start({
    dataFolder,
    port,
    adminToken,
    acknowledging,
  }: ChildOptions): Promise<ExchangeProcess> {
    const child = spawn(process.execPath, [CHILD, dataFolder, String(port), adminToken, acknowledging], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new ExchangeProcess(child);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the exchange did not start')), START_TIMEOUT_MS);
      child.stdout?.on('data', () => {
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`the exchange ended with ${code} before it listened: ${started.#errors}`));
      });
    });
    return started;
  }

  /** As a crash ends it: nothing is written, nobody is told. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As an operator ends it. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
