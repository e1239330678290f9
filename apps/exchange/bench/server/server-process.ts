import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Question, Reply, ServerMemory, ServerUsage } from './answer-parent.ts';

const FILES = {
  exchange: fileURLToPath(new URL('./exchange-server.ts', import.meta.url)),
  echo: fileURLToPath(new URL('./echo-server.ts', import.meta.url)),
};

/** How the exchange is started. */
export interface ExchangeTerms {
  /** Null keeps nothing. */
  readonly dataFolder: string | null;
  readonly isPaused: boolean;
  readonly adminToken: string;
}

/** What a bare server sends to all. */
export interface Broadcast {
  readonly frames: readonly unknown[];
  readonly intervalMs: number;
}

/** When this row is profiled, its servers are too: into a file beside the row's own. */
function profileArguments(name: string): string[] {
  return process.execArgv
    .filter((argument) => argument.startsWith('--cpu-prof'))
    .map((argument) =>
      argument.startsWith('--cpu-prof-name=')
        ? argument.replace(/\.cpuprofile$/, `-${name}-server-${process.hrtime.bigint()}.cpuprofile`)
        : argument,
    );
}

/** A server under test, in a process whose processor time is its own. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #waiting: Map<number, (value: unknown) => void>;
  #asked = 0;

  private constructor(child: ChildProcess, url: string, waiting: Map<number, (value: unknown) => void>) {
    this.#child = child;
    this.url = url;
    this.#waiting = waiting;
  }

  /** Starts the exchange, and waits until it listens. */
  static exchange(terms: ExchangeTerms): Promise<ServerProcess> {
    return ServerProcess.#start('exchange', terms);
  }

  /** Starts a bare server, and waits until it listens. */
  static echo(): Promise<ServerProcess> {
    return ServerProcess.#start('echo', {});
  }

  static async #start(name: keyof typeof FILES, terms: object): Promise<ServerProcess> {
    const child = fork(FILES[name], [JSON.stringify(terms)], {
      execArgv: ['--expose-gc', ...profileArguments(name)],
      // Nothing but the row's figures may stand on the output.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const waiting = new Map<number, (value: unknown) => void>();
    child.on('message', ({ number, value }: Reply) => {
      waiting.get(number)?.(value);
      waiting.delete(number);
    });
    const url = await new Promise<string>((resolve, reject) => {
      waiting.set(0, (value) => resolve(String(value)));
      child.once('exit', (code) =>
        reject(new Error(`the ${name} server ended with ${code} before it listened`)),
      );
    });
    return new ServerProcess(child, url, waiting);
  }

  usage(): Promise<ServerUsage> {
    return this.#ask<ServerUsage>('usage');
  }

  /** Collects garbage first. */
  memory(): Promise<ServerMemory> {
    return this.#ask<ServerMemory>('memory');
  }

  /** Of a bare server alone: sends frames to all; resolves when the last was sent. */
  async broadcast(value: Broadcast): Promise<void> {
    await this.#ask('broadcast', value);
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await this.#ask('close');
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  #ask<Value>(name: string, value: unknown = null): Promise<Value> {
    this.#asked += 1;
    const question: Question = { number: this.#asked, name, value };
    return new Promise<Value>((resolve, reject) => {
      const fail = (): void => reject(new Error(`the server ended before it answered "${name}"`));
      this.#child.once('exit', fail);
      this.#waiting.set(question.number, (answer) => {
        this.#child.off('exit', fail);
        resolve(answer as Value);
      });
      this.#child.send(question);
    });
  }
}
